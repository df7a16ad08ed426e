import type { Row } from '../pattern.ts';

/**
 * Loads and stores of general registers (Arm ARM C4.1.88): here and not left to Keystone, because it refuses those that are
 * CONSTRAINED UNPREDICTABLE (write-back into the register that is loaded), which GNU as only warns of.
 */
interface Access {
  readonly mnemonic: string;
  /** The register's name in patterns. */
  readonly register: 'X' | 'W';
  /** size 31:30 and opc 23:22. */
  readonly bits: number;
  /** Bytes. */
  readonly size: number;
}

const access = (mnemonic: string, register: 'X' | 'W', size: number, opc: number): Access => ({
  mnemonic,
  register,
  bits: (Math.log2(size) << 30) | (opc << 22),
  size,
});

const accesses: readonly Access[] = [
  access('str', 'W', 4, 0),
  access('str', 'X', 8, 0),
  access('strb', 'W', 1, 0),
  access('strh', 'W', 2, 0),
  access('ldr', 'W', 4, 1),
  access('ldr', 'X', 8, 1),
  access('ldrb', 'W', 1, 1),
  access('ldrh', 'W', 2, 1),
  access('ldrsb', 'X', 1, 2),
  access('ldrsb', 'W', 1, 3),
  access('ldrsh', 'X', 2, 2),
  access('ldrsh', 'W', 2, 3),
  access('ldrsw', 'X', 4, 2),
];

/** Scaled unsigned offset first, then the unscaled one, as GNU as prefers them; then write-back and register offsets. */
function single({ mnemonic, register, bits, size }: Access): Row[] {
  const name = `${mnemonic} ${register}@0`;
  const unscaled = mnemonic.replace(/^(ld|st)r/, '$1ur');
  const unprivileged = mnemonic.replace(/^(ld|st)r/, '$1tr');
  return [
    [0x39000000 | bits, `${name}, [XSP@5,u12*${size}@10]`],
    [0x38000000 | bits, `${name}, [XSP@5,s9@12]`],
    [0x38000c00 | bits, `${name}, [XSP@5,s9@12]!`],
    [0x38000400 | bits, `${name}, [XSP@5,bare], s9@12`],
    [0x38200800 | bits, `${name}, [XSP@5,index${size}]`],
    [0x38000000 | bits, `${unscaled} ${register}@0, [XSP@5,s9@12]`],
    [0x38000800 | bits, `${unprivileged} ${register}@0, [XSP@5,s9@12]`],
  ];
}

/** LDP, STP, LDPSW, LDNP, STNP. */
function pair(mnemonic: string, register: 'X' | 'W', word: number, size: number): Row[] {
  const name = `${mnemonic} ${register}@0, ${register}@10`;
  const offset = `s7*${size}@15`;
  return [
    [0x29000000 | word, `${name}, [XSP@5,${offset}]`],
    [0x29800000 | word, `${name}, [XSP@5,${offset}]!`],
    [0x28800000 | word, `${name}, [XSP@5,bare], ${offset}`],
  ];
}

/** Exclusive, acquire and release accesses: size 31:30, o2 23, L 22, o1 21, o0 15. */
function ordered(suffix: '' | 'b' | 'h', register: 'X' | 'W', size: number): Row[] {
  const bits = size << 30;
  const row = (word: number, text: string): Row => [word | bits, text];
  return [
    row(0x08007c00, `stxr${suffix} W@16, ${register}@0, [XSP@5]`),
    row(0x0800fc00, `stlxr${suffix} W@16, ${register}@0, [XSP@5]`),
    row(0x085f7c00, `ldxr${suffix} ${register}@0, [XSP@5]`),
    row(0x085ffc00, `ldaxr${suffix} ${register}@0, [XSP@5]`),
    row(0x089ffc00, `stlr${suffix} ${register}@0, [XSP@5]`),
    row(0x08dffc00, `ldar${suffix} ${register}@0, [XSP@5]`),
    row(0x089f7c00, `stllr${suffix} ${register}@0, [XSP@5]`),
    row(0x08df7c00, `ldlar${suffix} ${register}@0, [XSP@5]`),
    // FEAT_LRCPC
    row(0x38bfc000, `ldapr${suffix} ${register}@0, [XSP@5]`),
  ];
}

function orderedPair(register: 'X' | 'W', word: number): Row[] {
  const registers = `${register}@0, ${register}@10, [XSP@5]`;
  return [
    [0x88200000 | word, `stxp W@16, ${registers}`],
    [0x88208000 | word, `stlxp W@16, ${registers}`],
    [0x887f0000 | word, `ldxp ${registers}`],
    [0x887f8000 | word, `ldaxp ${registers}`],
  ];
}

/** FEAT_LRCPC2, unscaled offsets. */
const releaseConsistent: readonly Row[] = [
  [0x99000000, 'stlur W@0, [XSP@5,s9@12]'],
  [0xd9000000, 'stlur X@0, [XSP@5,s9@12]'],
  [0x19000000, 'stlurb W@0, [XSP@5,s9@12]'],
  [0x59000000, 'stlurh W@0, [XSP@5,s9@12]'],
  [0x99400000, 'ldapur W@0, [XSP@5,s9@12]'],
  [0xd9400000, 'ldapur X@0, [XSP@5,s9@12]'],
  [0x19400000, 'ldapurb W@0, [XSP@5,s9@12]'],
  [0x59400000, 'ldapurh W@0, [XSP@5,s9@12]'],
  [0x19800000, 'ldapursb X@0, [XSP@5,s9@12]'],
  [0x19c00000, 'ldapursb W@0, [XSP@5,s9@12]'],
  [0x59800000, 'ldapursh X@0, [XSP@5,s9@12]'],
  [0x59c00000, 'ldapursh W@0, [XSP@5,s9@12]'],
  [0x99800000, 'ldapursw X@0, [XSP@5,s9@12]'],
];

export const loadsAndStores: readonly Row[] = [
  ...accesses.flatMap(single),
  ...pair('stp', 'W', 0x00000000, 4),
  ...pair('stp', 'X', 0x80000000, 8),
  ...pair('ldp', 'W', 0x00400000, 4),
  ...pair('ldp', 'X', 0x80400000, 8),
  ...pair('ldpsw', 'X', 0x40400000, 4),
  [0x28000000, 'stnp W@0, W@10, [XSP@5,s7*4@15]'],
  [0xa8000000, 'stnp X@0, X@10, [XSP@5,s7*8@15]'],
  [0x28400000, 'ldnp W@0, W@10, [XSP@5,s7*4@15]'],
  [0xa8400000, 'ldnp X@0, X@10, [XSP@5,s7*8@15]'],
  ...ordered('b', 'W', 0),
  ...ordered('h', 'W', 1),
  ...ordered('', 'W', 2),
  ...ordered('', 'X', 3),
  ...orderedPair('W', 0),
  ...orderedPair('X', 0x40000000),
  ...releaseConsistent,
  [0xf9800000, 'prfm prefetch, [XSP@5,u12*8@10]'],
  [0xf8800000, 'prfm prefetch, [XSP@5,s9@12]'],
  [0xf8a00800, 'prfm prefetch, [XSP@5,index8]'],
  [0xf8800000, 'prfum prefetch, [XSP@5,s9@12]'],
];
