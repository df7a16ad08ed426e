import type { Row } from '../pattern.ts';

/** SIMD and floating-point registers: size 31:30 and the opc bit 23 that 128 bits add; bytes. */
const shapes = [
  { register: 'B', bits: 0x00000000, size: 1 },
  { register: 'H', bits: 0x40000000, size: 2 },
  { register: 'S', bits: 0x80000000 | 0, size: 4 },
  { register: 'D', bits: 0xc0000000 | 0, size: 8 },
  { register: 'Q', bits: 0x00800000, size: 16 },
] as const;

const load = 0x00400000;

function single(mnemonic: 'ldr' | 'str', register: string, bits: number, size: number): Row[] {
  const name = `${mnemonic} ${register}@0`;
  return [
    [0x3d000000 | bits, `${name}, [XSP@5,u12*${size}@10]`],
    [0x3c000000 | bits, `${name}, [XSP@5,s9@12]`],
    [0x3c000c00 | bits, `${name}, [XSP@5,s9@12]!`],
    [0x3c000400 | bits, `${name}, [XSP@5,bare], s9@12`],
    [0x3c200800 | bits, `${name}, [XSP@5,index${size}]`],
    [0x3c000000 | bits, `${mnemonic.replace('r', 'ur')} ${register}@0, [XSP@5,s9@12]`],
  ];
}

/** opc 31:30 counts S, D, Q. */
function pair(opc: number, register: string, size: number): Row[] {
  const registers = `${register}@0, ${register}@10`;
  const offset = `s7*${size}@15`;
  return [
    { mnemonic: 'st', bits: opc << 30 },
    { mnemonic: 'ld', bits: (opc << 30) | load },
  ].flatMap(({ mnemonic, bits }): Row[] => [
    [0x2d000000 | bits, `${mnemonic}p ${registers}, [XSP@5,${offset}]`],
    [0x2d800000 | bits, `${mnemonic}p ${registers}, [XSP@5,${offset}]!`],
    [0x2c800000 | bits, `${mnemonic}p ${registers}, [XSP@5,bare], ${offset}`],
    [0x2c000000 | bits, `${mnemonic}np ${registers}, [XSP@5,${offset}]`],
  ]);
}

/** Loads and stores of single SIMD and floating-point registers (Arm ARM C4.1.88). */
export const vectorLoads: readonly Row[] = [
  ...shapes.flatMap(({ register, bits, size }) => [
    ...single('str', register, bits, size),
    ...single('ldr', register, bits | load, size),
  ]),
  ...pair(0, 'S', 4),
  ...pair(1, 'D', 8),
  ...pair(2, 'Q', 16),
];
