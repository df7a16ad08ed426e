import { addedTo } from './a64/access-address.ts';
import type { Decoded } from './a64/decode.ts';
import { decode } from './a64/decode.ts';
import { isLoadOrStore } from './a64/loads-stores.ts';
import { instructionWord } from './a64/word.ts';
import { findEncoding } from './registers.ts';
import type { SystemEncoding } from './registers.ts';
import { systemOperationName } from './system-operation.ts';

/** An A64 instruction, as far as the machine and the events of a stepped observation need it. */
export type Instruction =
  | { readonly kind: 'hvc' | 'svc' | 'smc' | 'brk' | 'hlt'; readonly immediate: number }
  | { readonly kind: 'eret' | 'wfi' | 'wfe' | 'sev' | 'sevl' | 'isb' | 'dsb' | 'dmb' }
  /** MSR (register) and MRS; `rt` is the general register, 31 for XZR. */
  | {
      readonly kind: 'msr' | 'mrs';
      readonly encoding: SystemEncoding;
      readonly rt: number;
      readonly operand: string;
    }
  /** MSR (immediate): `operand` is spsel, daifset or daifclr. */
  | { readonly kind: 'msr-immediate'; readonly operand: string; readonly immediate: number }
  | {
      readonly kind: 'tlbi' | 'ic' | 'dc' | 'at' | 'sys' | 'sysl';
      readonly encoding: SystemEncoding;
      readonly rt: number;
      readonly operand: string;
    }
  /** A direct branch, conditional or not: bytes from this instruction. */
  | {
      readonly kind: 'branch';
      readonly offset: number;
      readonly link: boolean;
      readonly conditional: boolean;
    }
  | { readonly kind: 'branch-register'; readonly link: boolean; readonly rn: number }
  /** Uses the FP/SIMD registers, FPCR or FPSR. */
  | { readonly kind: 'fp'; readonly spBase: boolean }
  /** A load or store of general registers. */
  | { readonly kind: 'load-store'; readonly spBase: boolean; readonly prefetch: boolean }
  | { readonly kind: 'other' };

function signed(value: number, bits: number): number {
  return (value << (32 - bits)) >> (32 - bits);
}

function systemEncoding(word: number): SystemEncoding {
  return {
    op0: (word >>> 19) & 0b11,
    op1: (word >>> 16) & 0b111,
    crn: (word >>> 12) & 0xf,
    crm: (word >>> 8) & 0xf,
    op2: (word >>> 5) & 0b111,
  };
}

/** `vbar_el2`, or `s3_0_c1_c0_7` for a register without a name here. */
export function systemRegisterName(encoding: SystemEncoding): string {
  const { op0, op1, crn, crm, op2 } = encoding;
  return findEncoding(encoding)?.name ?? `s${op0}_${op1}_c${crn}_c${crm}_${op2}`;
}

const hints: ReadonlyMap<number, Instruction> = new Map([
  [0xd503205f, { kind: 'wfe' }],
  [0xd503207f, { kind: 'wfi' }],
  [0xd503209f, { kind: 'sev' }],
  [0xd50320bf, { kind: 'sevl' }],
  [0xd69f03e0, { kind: 'eret' }],
]);

/** PSTATE fields of MSR (immediate), by op1:op2. */
const pstateFields: ReadonlyMap<number, string> = new Map([
  [0b000_101, 'spsel'],
  [0b011_110, 'daifset'],
  [0b011_111, 'daifclr'],
]);

function decodeSystem(word: number): Instruction {
  const barrier = word & 0xfffff0ff;
  if (barrier === (0xd50330df | 0)) {
    return { kind: 'isb' };
  }
  if (barrier === (0xd503309f | 0)) {
    return { kind: 'dsb' };
  }
  if (barrier === (0xd50330bf | 0)) {
    return { kind: 'dmb' };
  }
  const encoding = systemEncoding(word);
  const rt = word & 0x1f;
  const read = (word & (1 << 21)) !== 0;
  if (encoding.op0 === 0) {
    const operand = pstateFields.get((encoding.op1 << 3) | encoding.op2);
    if (!read && encoding.crn === 4 && rt === 31 && operand !== undefined) {
      return { kind: 'msr-immediate', operand, immediate: encoding.crm };
    }
    return { kind: 'other' };
  }
  if (encoding.op0 === 1) {
    if (read) {
      return { kind: 'sysl', encoding, rt, operand: systemRegisterName(encoding) };
    }
    const { kind, name } = systemOperationName(encoding);
    return { kind, encoding, rt, operand: name };
  }
  if (encoding.op0 === 3 && encoding.op1 === 3 && encoding.crn === 4 && encoding.crm === 4) {
    return { kind: 'fp', spBase: false };
  }
  return {
    kind: read ? 'mrs' : 'msr',
    encoding,
    rt,
    operand: systemRegisterName(encoding),
  };
}

function decodeException(word: number): Instruction {
  const immediate = (word >>> 5) & 0xffff;
  switch (word & 0xffe0001f) {
    case 0xd4000001 | 0:
      return { kind: 'svc', immediate };
    case 0xd4000002 | 0:
      return { kind: 'hvc', immediate };
    case 0xd4000003 | 0:
      return { kind: 'smc', immediate };
    case 0xd4200000 | 0:
      return { kind: 'brk', immediate };
    case 0xd4400000 | 0:
      return { kind: 'hlt', immediate };
    default:
      return { kind: 'other' };
  }
}

function decodeBranch(word: number): Instruction | undefined {
  if ((word & 0x7c000000) === 0x14000000) {
    const link = word >>> 31 === 1;
    return { kind: 'branch', offset: signed(word & 0x03ffffff, 26) * 4, link, conditional: false };
  }
  const conditional = { kind: 'branch', link: false, conditional: true } as const;
  const compare = (word & 0x7e000000) === 0x34000000;
  if (compare || (word & 0xff000010) === 0x54000000) {
    return { ...conditional, offset: signed((word >>> 5) & 0x7ffff, 19) * 4 };
  }
  if ((word & 0x7e000000) === 0x36000000) {
    return { ...conditional, offset: signed((word >>> 5) & 0x3fff, 14) * 4 };
  }
  if ((word & 0xff9ffc1f) === (0xd61f0000 | 0)) {
    return { kind: 'branch-register', link: ((word >>> 21) & 0b11) === 1, rn: (word >>> 5) & 0x1f };
  }
  return undefined;
}

/** What the table says of a load, a store or a prefetch; undefined for anything else. */
function loadOrStore(word: number): Decoded | undefined {
  const instruction = decode(instructionWord(word));
  return instruction !== undefined && isLoadOrStore(instruction.form) ? instruction : undefined;
}

/** Whether the base register of a load or store is SP; literal loads have none. */
function hasSpBase({ fields }: Decoded): boolean {
  return fields['Rn'] === 31;
}

/** Decodes one A64 instruction word. What the machine need not tell apart is 'other'. */
export function decodeInstruction(word: number): Instruction {
  const hint = hints.get(word >>> 0);
  if (hint !== undefined) {
    return hint;
  }
  if ((word & 0xffc00000) >>> 0 === 0xd5000000) {
    return decodeSystem(word);
  }
  if ((word & 0xff000000) >>> 0 === 0xd4000000) {
    return decodeException(word);
  }
  const branch = decodeBranch(word);
  if (branch !== undefined) {
    return branch;
  }
  const access = loadOrStore(word);
  const spBase = access !== undefined && hasSpBase(access);
  if ((word & 0x0c000000) === 0x0c000000) {
    return { kind: 'fp', spBase };
  }
  // PRFM and PRFUM check neither SP nor the address (Arm ARM, C6.2.210).
  return access === undefined
    ? { kind: 'other' }
    : { kind: 'load-store', spBase, prefetch: access.form.hint };
}

/** LDXR, STXR and their kin, of any size: they go with the exclusive monitor, and are always checked for alignment. */
export function isExclusive(word: number): boolean {
  return decode(instructionWord(word))?.meaning.memory?.exclusive === true;
}

/** Whether it depends on more than registers and memory: on the exclusive monitor or the event register. */
export function readsMore(word: number): boolean {
  const reads = decode(instructionWord(word))?.reads;
  return reads?.has('monitor') === true || decodeInstruction(word).kind === 'wfe';
}

/**
 * Whether the instruction may leave SP without its 16-byte alignment: any write of SP but an addition or a writeback
 * of a multiple of 16. SP aligned before such an instruction need not be checked after any other.
 */
export function mayMisalignSp(word: number): boolean {
  if ((word & 0x3fe00000) === 0x0b200000 && (word & 0x1f) === 31) {
    return true;
  }
  const instruction = decode(instructionWord(word));
  if (instruction?.writes.has('sp') !== true) {
    return false;
  }
  const added = addedTo('sp', instruction.meaning);
  return added === undefined || added % 16n !== 0n;
}

/** Whether it reads the syndrome of EL2: MRS Xt, ESR_EL2 (Arm ARM, D13.2.38). */
export function readsSyndrome(word: number): boolean {
  return (word & 0xffff_ffe0) >>> 0 === 0xd53c_5200;
}
