import { encodeForm } from '../../architecture/a64/instructions.ts';
import {
  encodeProcessorState,
  processorStateFields,
} from '../../architecture/a64/processor-state-fields.ts';
import { encodeSystemAccess } from '../../architecture/a64/system-access.ts';
import type { InstructionWord } from '../../architecture/a64/word.ts';
import type { SystemEncoding } from '../../architecture/system-encoding.ts';
import { parseGenericName } from '../../architecture/system-encoding.ts';
import type { SystemOperation } from '../../architecture/system-operations.ts';
import { systemOperations } from '../../architecture/system-operations.ts';
import { systemRegisters } from '../../architecture/system-registers.ts';
import type { Refusal } from './encoder.ts';
import type { Operand } from './operand.ts';

type Result = InstructionWord | Refusal;

/** CRm of the barriers (Arm ARM C6.2, DSB and DMB). */
const barrierOptions = {
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
} as const;

/** The highest bits of CRm of DSB's nXS variants (FEAT_XS). */
const barrierOptionsNxs: Readonly<Record<string, number>> = {
  oshnxs: 0,
  nshnxs: 1,
  ishnxs: 2,
  synxs: 3,
};

/** The same as numbers. */
const nxsNumbers: readonly bigint[] = [16n, 20n, 24n, 28n];

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
      return isOperation(mnemonic) ? namedOperation(mnemonic, operands) : undefined;
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
  const encoding = systemRegister(source, 1);
  return 'error' in encoding ? encoding : encodeSystemAccess(true, encoding, rt);
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
  const encoding = systemRegister(target, 0);
  if ('error' in encoding) {
    return encoding;
  }
  const rt = transferRegister(source, 1);
  return typeof rt === 'number' ? encodeSystemAccess(false, encoding, rt) : rt;
}

function moveToProcessorState(target: Operand, source: Operand & { kind: 'immediate' }): Result {
  const field = processorStateFields.get(target.text);
  if (field === undefined) {
    return {
      error: `'${target.text}' cannot be written with a number`,
      operand: 0,
      note: `a number goes into ${[...processorStateFields.keys()].slice(0, 9).join(', ')}; a system register needs a register`,
    };
  }
  const value = unsigned(source, 1, field.largest);
  return typeof value === 'number' ? encodeProcessorState(field, value) : value;
}

function systemInstruction(operands: readonly Operand[]): Result {
  const encoding = systemFields('sys', operands.slice(0, 4), 0);
  if ('error' in encoding) {
    return encoding;
  }
  if (operands.length > 5) {
    return { error: `'sys' takes no more operands`, operand: 5 };
  }
  const register = operands[4];
  const rt = register === undefined ? 31 : transferRegister(register, 4);
  return typeof rt === 'number' ? encodeSystemAccess(false, encoding, rt) : rt;
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
  const encoding = systemFields('sysl', operands.slice(1), 1);
  return 'error' in encoding ? encoding : encodeSystemAccess(true, encoding, rt);
}

/** op1, Cn, Cm and op2 of SYS and SYSL. */
function systemFields(
  mnemonic: string,
  operands: readonly Operand[],
  first: number,
): SystemEncoding | Refusal {
  if (operands.length !== 4) {
    return { error: `'${mnemonic}' needs op1, Cn, Cm and op2, such as '#0, c7, c5, #0'` };
  }
  const values: number[] = [];
  for (const [index, operand] of operands.entries()) {
    const isControl = index === 1 || index === 2;
    const value = isControl
      ? controlRegister(operand, first + index)
      : unsigned(operand, first + index, 7);
    if (typeof value !== 'number') {
      return value;
    }
    values.push(value);
  }
  const [op1 = 0, crn = 0, crm = 0, op2 = 0] = values;
  return { op0: 1, op1, crn, crm, op2 };
}

function controlRegister(operand: Operand, index: number): number | Refusal {
  const match = /^c(\d|1[0-5])$/.exec(operand.text);
  if (match === null) {
    return { error: `expected c0 to c15, found '${operand.text}'`, operand: index };
  }
  return Number(match[1]);
}

function isOperation(mnemonic: string): mnemonic is keyof typeof systemOperations {
  return Object.hasOwn(systemOperations, mnemonic);
}

function namedOperation(
  mnemonic: keyof typeof systemOperations,
  operands: readonly Operand[],
): Result {
  const [name, register] = operands;
  const known: Readonly<Record<string, SystemOperation>> = systemOperations[mnemonic];
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
  const rt = register === undefined ? 31 : transferRegister(register, 1);
  return typeof rt === 'number' ? encodeSystemAccess(false, operation.encoding, rt) : rt;
}

function barrier(mnemonic: 'dsb' | 'dmb' | 'isb', operands: readonly Operand[]): Result {
  const form = mnemonic.toUpperCase();
  const [option] = operands;
  if (operands.length > 1) {
    return { error: `'${mnemonic}' takes one operand`, operand: 1 };
  }
  if (option === undefined) {
    if (mnemonic === 'isb') {
      return encodeForm(form, { CRm: barrierOptions.sy });
    }
    return { error: `'${mnemonic}' needs an option such as 'sy' or 'ish'` };
  }
  if (option.kind === 'immediate') {
    if (mnemonic === 'dsb' && nxsNumbers.includes(option.value)) {
      return encodeForm('DSB nXS', { imm2: nxsNumbers.indexOf(option.value) });
    }
    const value = unsigned(option, 0, 15);
    return typeof value === 'number' ? encodeForm(form, { CRm: value }) : value;
  }
  const { text } = option;
  const allowed: Readonly<Record<string, number>> =
    mnemonic === 'isb' ? { sy: barrierOptions.sy } : barrierOptions;
  if (Object.hasOwn(allowed, text)) {
    return encodeForm(form, { CRm: allowed[text] ?? 0 });
  }
  if (mnemonic === 'dsb' && Object.hasOwn(barrierOptionsNxs, text)) {
    return encodeForm('DSB nXS', { imm2: barrierOptionsNxs[text] ?? 0 });
  }
  return {
    error: `'${text}' is not an option of '${mnemonic}'`,
    operand: 0,
    note: `'${mnemonic}' takes ${Object.keys(allowed).join(', ')}, or a number`,
  };
}

/** By the register's name or its generic spelling. */
function systemRegister({ text }: Operand, index: number): SystemEncoding | Refusal {
  const generic = isSystemRegister(text) ? systemRegisters[text] : text;
  return (
    parseGenericName(generic) ?? {
      error: `'${text}' is not a system register`,
      operand: index,
      note: 'a register without a name here can be written s3_<op1>_c<n>_c<m>_<op2>',
    }
  );
}

function isSystemRegister(text: string): text is keyof typeof systemRegisters {
  return Object.hasOwn(systemRegisters, text);
}

function transferRegister(operand: Operand, index: number): number | Refusal {
  if (operand.kind === 'register' && operand.bank === 'x' && !operand.stack) {
    return operand.number;
  }
  return { error: `expected a 64-bit register, found '${operand.text}'`, operand: index };
}

function unsigned(operand: Operand, index: number, largest: number): number | Refusal {
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
