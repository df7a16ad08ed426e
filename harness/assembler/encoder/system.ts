import type { Refusal } from './encoder.ts';
import type { Operand } from './operand.ts';
import type { SystemOperation } from './system-operations.ts';
import { systemOperations } from './system-operations.ts';
import { systemRegisters } from './system-registers.ts';

type Result = number | Refusal;

/** What MSR (immediate) writes: the word without CRm, and the largest immediate (Arm ARM C6.2, MSR (immediate)). */
const processorStateFields: Readonly<Record<string, { word: number; largest: number }>> = {
  uao: { word: 0xd500407f, largest: 1 },
  pan: { word: 0xd500409f, largest: 1 },
  spsel: { word: 0xd50040bf, largest: 1 },
  allint: { word: 0xd501401f, largest: 1 },
  ssbs: { word: 0xd503403f, largest: 1 },
  dit: { word: 0xd503405f, largest: 1 },
  tco: { word: 0xd503409f, largest: 1 },
  daifset: { word: 0xd50340df, largest: 15 },
  daifclr: { word: 0xd50340ff, largest: 15 },
  // CRm also says which of SM and ZA is meant.
  svcrsm: { word: 0xd503427f, largest: 1 },
  svcrza: { word: 0xd503447f, largest: 1 },
  svcrsmza: { word: 0xd503467f, largest: 1 },
};

/** CRm of the barriers (Arm ARM C6.2, DSB and DMB). */
const barrierOptions: Readonly<Record<string, number>> = {
  oshld: 1,
  oshst: 2,
  osh: 3,
  nshld: 5,
  nshst: 6,
  nsh: 7,
  ishld: 9,
  ishst: 10,
  ish: 11,
  ld: 13,
  st: 14,
  sy: 15,
};

/** CRm 3:2 of DSB's nXS variants (FEAT_XS). */
const barrierOptionsNxs: Readonly<Record<string, number>> = {
  oshnxs: 0,
  nshnxs: 1,
  ishnxs: 2,
  synxs: 3,
};

/** The same as numbers. */
const nxsNumbers: readonly bigint[] = [16n, 20n, 24n, 28n];

const crmShift = 8;

/** Encodes the system instructions; undefined for a mnemonic that is none of them. */
export function encodeSystem(mnemonic: string, operands: readonly Operand[]): Result | undefined {
  switch (mnemonic) {
    case 'mrs':
      return moveFromSystem(operands);
    case 'msr':
      return moveToSystem(operands);
    case 'sys':
      return systemInstruction(operands);
    case 'sysl':
      return systemInstructionWithResult(operands);
    case 'dsb':
    case 'dmb':
    case 'isb':
      return barrier(mnemonic, operands);
    default:
      return Object.hasOwn(systemOperations, mnemonic)
        ? namedOperation(mnemonic, operands)
        : undefined;
  }
}

function moveFromSystem(operands: readonly Operand[]): Result {
  const [target, source] = operands;
  if (target === undefined || source === undefined || operands.length !== 2) {
    return { error: `'mrs' needs a register and a system register` };
  }
  const rt = transferRegister(target, 0);
  if (typeof rt !== 'number') {
    return rt;
  }
  const field = systemRegister(source, 1);
  return typeof field === 'number' ? (0xd5200000 | field | rt) >>> 0 : field;
}

function moveToSystem(operands: readonly Operand[]): Result {
  const [target, source] = operands;
  if (target === undefined || source === undefined || operands.length !== 2) {
    return {
      error: `'msr' needs a system register and a register, or a PSTATE field and a number`,
    };
  }
  if (source.kind === 'immediate') {
    return moveToProcessorState(target, source);
  }
  const field = systemRegister(target, 0);
  if (typeof field !== 'number') {
    return field;
  }
  const rt = transferRegister(source, 1);
  return typeof rt === 'number' ? (0xd5000000 | field | rt) >>> 0 : rt;
}

function moveToProcessorState(target: Operand, source: Operand & { kind: 'immediate' }): Result {
  const field = Object.hasOwn(processorStateFields, target.text)
    ? processorStateFields[target.text]
    : undefined;
  if (field === undefined) {
    return {
      error: `'${target.text}' cannot be written with a number`,
      operand: 0,
      note: `a number goes into ${Object.keys(processorStateFields).slice(0, 9).join(', ')}; a system register needs a register`,
    };
  }
  const value = unsigned(source, 1, field.largest);
  return typeof value === 'number' ? (field.word | (value << crmShift)) >>> 0 : value;
}

function systemInstruction(operands: readonly Operand[]): Result {
  const fields = systemFields('sys', operands.slice(0, 4), 0);
  if (typeof fields !== 'number') {
    return fields;
  }
  if (operands.length > 5) {
    return { error: `'sys' takes no more operands`, operand: 5 };
  }
  const register = operands[4];
  const rt = register === undefined ? 31 : transferRegister(register, 4);
  return typeof rt === 'number' ? (0xd5080000 | fields | rt) >>> 0 : rt;
}

function systemInstructionWithResult(operands: readonly Operand[]): Result {
  const [target] = operands;
  if (target === undefined) {
    return { error: `'sysl' needs a register` };
  }
  const rt = transferRegister(target, 0);
  if (typeof rt !== 'number') {
    return rt;
  }
  const fields = systemFields('sysl', operands.slice(1), 1);
  return typeof fields === 'number' ? (0xd5280000 | fields | rt) >>> 0 : fields;
}

/** op1, Cn, Cm, op2 at their places in the word. */
function systemFields(mnemonic: string, operands: readonly Operand[], first: number): Result {
  const shapes = [
    { shift: 16, largest: 7, prefix: '' },
    { shift: 12, largest: 15, prefix: 'c' },
    { shift: 8, largest: 15, prefix: 'c' },
    { shift: 5, largest: 7, prefix: '' },
  ];
  if (operands.length !== shapes.length) {
    return { error: `'${mnemonic}' needs op1, Cn, Cm and op2, such as '#0, c7, c5, #0'` };
  }
  let fields = 0;
  for (const [index, { shift, largest, prefix }] of shapes.entries()) {
    const operand = operands[index];
    if (operand === undefined) {
      continue;
    }
    const value =
      prefix === ''
        ? unsigned(operand, first + index, largest)
        : controlRegister(operand, first + index);
    if (typeof value !== 'number') {
      return value;
    }
    fields |= value << shift;
  }
  return fields;
}

function controlRegister(operand: Operand, index: number): Result {
  const match = /^c(\d|1[0-5])$/.exec(operand.text);
  if (match === null) {
    return { error: `expected c0 to c15, found '${operand.text}'`, operand: index };
  }
  return Number(match[1]);
}

function namedOperation(mnemonic: string, operands: readonly Operand[]): Result {
  const [name, register] = operands;
  const known: Readonly<Record<string, SystemOperation>> = systemOperations[mnemonic] ?? {};
  const operation =
    name !== undefined && Object.hasOwn(known, name.text) ? known[name.text] : undefined;
  if (operation === undefined) {
    return {
      error: `'${name?.text ?? ''}' is not an operation of '${mnemonic}'`,
      operand: 0,
      note: `'${mnemonic}' takes ${Object.keys(known).slice(0, 8).join(', ')}${Object.keys(known).length > 8 ? ', ...' : ''}`,
    };
  }
  if (operands.length > 2) {
    return { error: `'${mnemonic}' takes at most 2 operands`, operand: 2 };
  }
  if (operation.register && register === undefined) {
    return { error: `'${mnemonic} ${name?.text ?? ''}' needs a register` };
  }
  if (!operation.register && register !== undefined) {
    return { error: `'${mnemonic} ${name?.text ?? ''}' takes no register`, operand: 1 };
  }
  const [op1 = 0, crn = 0, crm = 0, op2 = 0] = operation.fields
    .split(' ')
    .map((field) => Number(field.replace('c', '')));
  const rt = register === undefined ? 31 : transferRegister(register, 1);
  if (typeof rt !== 'number') {
    return rt;
  }
  return (0xd5080000 | (op1 << 16) | (crn << 12) | (crm << 8) | (op2 << 5) | rt) >>> 0;
}

function barrier(mnemonic: 'dsb' | 'dmb' | 'isb', operands: readonly Operand[]): Result {
  const opcodes = { dsb: 0xd503309f, dmb: 0xd50330bf, isb: 0xd50330df };
  const [option] = operands;
  if (operands.length > 1) {
    return { error: `'${mnemonic}' takes one operand`, operand: 1 };
  }
  if (option === undefined) {
    if (mnemonic === 'isb') {
      return (opcodes.isb | (15 << crmShift)) >>> 0;
    }
    return { error: `'${mnemonic}' needs an option such as 'sy' or 'ish'` };
  }
  if (option.kind === 'immediate') {
    if (mnemonic === 'dsb' && nxsNumbers.includes(option.value)) {
      return (0xd503323f | (nxsNumbers.indexOf(option.value) << 10)) >>> 0;
    }
    const value = unsigned(option, 0, 15);
    return typeof value === 'number' ? (opcodes[mnemonic] | (value << crmShift)) >>> 0 : value;
  }
  const { text } = option;
  const allowed: Readonly<Record<string, number>> =
    mnemonic === 'isb' ? { sy: 15 } : barrierOptions;
  if (Object.hasOwn(allowed, text)) {
    return (opcodes[mnemonic] | ((allowed[text] ?? 0) << crmShift)) >>> 0;
  }
  if (mnemonic === 'dsb' && Object.hasOwn(barrierOptionsNxs, text)) {
    return (0xd503323f | ((barrierOptionsNxs[text] ?? 0) << 10)) >>> 0;
  }
  return {
    error: `'${text}' is not an option of '${mnemonic}'`,
    operand: 0,
    note: `'${mnemonic}' takes ${Object.keys(allowed).join(', ')}, or a number`,
  };
}

/** The register's name or generic spelling -> op0, op1, CRn, CRm, op2 at bits 20 to 5. */
function systemRegister(operand: Operand, index: number): Result {
  const generic = Object.hasOwn(systemRegisters, operand.text)
    ? systemRegisters[operand.text]
    : operand.text;
  const match = /^s([0-3])_([0-7])_c(\d|1[0-5])_c(\d|1[0-5])_([0-7])$/.exec(generic ?? '');
  if (match === null) {
    return {
      error: `'${operand.text}' is not a system register`,
      operand: index,
      note: 'a register without a name here can be written s3_<op1>_c<n>_c<m>_<op2>',
    };
  }
  const [op0 = 0, op1 = 0, crn = 0, crm = 0, op2 = 0] = match.slice(1).map(Number);
  return (op0 << 19) | (op1 << 16) | (crn << 12) | (crm << 8) | (op2 << 5);
}

function transferRegister(operand: Operand, index: number): Result {
  if (operand.kind === 'register' && operand.bank === 'x' && !operand.stack) {
    return operand.number;
  }
  return { error: `expected a 64-bit register, found '${operand.text}'`, operand: index };
}

function unsigned(operand: Operand, index: number, largest: number): Result {
  if (operand.kind !== 'immediate') {
    return { error: `expected a number, found '${operand.text}'`, operand: index };
  }
  if (operand.value < 0n || operand.value > BigInt(largest)) {
    return {
      error: `'${operand.text}' is out of range: expected 0 to ${largest}`,
      operand: index,
    };
  }
  return Number(operand.value);
}
