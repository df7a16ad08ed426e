import { featureOfUnknown } from './a64/scalable.ts';
import { addedTo } from './a64/access-address.ts';
import { barrierOptionName } from './a64/barriers.ts';
import { byWord } from './a64/by-word.ts';
import type { Decoded } from './a64/decode.ts';
import { decode } from './a64/decode.ts';
import type { Control, SystemAccess } from './a64/form.ts';
import { hintGroup } from './a64/hints.ts';
import { isLoadOrStore } from './a64/loads-stores.ts';
import type { Key } from './a64/pointer-authentication.ts';
import { keyOf } from './a64/pointer-authentication.ts';
import { processorStateFieldOf } from './a64/processor-state-fields.ts';
import type { InstructionWord } from './a64/word.ts';
import type { SystemEncoding } from './system-encoding.ts';
import { systemRegisterFeature } from './system-register-features.ts';
import { systemRegisterName } from './system-register-name.ts';
import { systemOperationFeature, systemOperationName } from './system-operations.ts';
import { systemRegisters } from './system-registers.ts';

/** An A64 instruction, as far as the machine and the events of a stepped observation need it. */
export type Instruction = What & {
  /** The extension it came with; left out for Armv8.0. */
  readonly feature?: string;
  /** Without the extension it has no effect; else it is UNDEFINED. */
  readonly isHint?: true;
  /** The key with which it makes or checks an authentication code. */
  readonly key?: Key;
};

type What =
  | { readonly kind: 'hvc' | 'svc' | 'smc' | 'brk' | 'hlt'; readonly immediate: number }
  | { readonly kind: 'eret' | 'wfi' | 'wfe' | 'sev' | 'sevl' | 'isb' | 'other' }
  /** `operand` is the option: `ish`. */
  | { readonly kind: 'dsb' | 'dmb'; readonly operand: string }
  /** MSR (register) and MRS; `rt` is the general register, 31 for XZR. */
  | {
      readonly kind: 'msr' | 'mrs';
      readonly encoding: SystemEncoding;
      readonly rt: number;
      readonly operand: string;
    }
  /** MSR (immediate): `operand` is spsel, daifset or daifclr; `rt` is 31. */
  | {
      readonly kind: 'msr-immediate';
      readonly encoding: SystemEncoding;
      readonly rt: number;
      readonly operand: string;
      readonly immediate: number;
    }
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
  /** BR, BLR and RET. */
  | {
      readonly kind: 'branch-register';
      readonly link: boolean;
      readonly isReturn: boolean;
      readonly rn: number;
    }
  /** Uses the FP/SIMD registers, FPCR or FPSR. */
  | { readonly kind: 'fp'; readonly spBase: boolean }
  /** A load or store of general registers. */
  | { readonly kind: 'load-store'; readonly spBase: boolean; readonly prefetch: boolean };

function systemInstruction(instruction: Decoded, system: SystemAccess): What {
  const { kind, rt, ...encoding } = system;
  switch (kind) {
    case 'msr-immediate': {
      const operand = processorStateFieldOf(instruction) ?? '';
      return { kind, encoding, rt, operand, immediate: encoding.crm };
    }
    case 'sys': {
      const operation = systemOperationName(encoding);
      return { kind: operation.kind, encoding, rt, operand: operation.name };
    }
    case 'msr':
    case 'mrs':
    case 'sysl':
      return { kind, encoding, rt, operand: systemRegisterName(encoding) };
  }
}

function controlInstruction({ fields, meaning }: Decoded, control: Control): What {
  switch (control.kind) {
    case 'branch': {
      const { offset, call: link, isReturn } = control;
      return offset === undefined
        ? { kind: 'branch-register', link, isReturn, rn: fields['Rn'] ?? 0 }
        : { kind: 'branch', offset, link, conditional: meaning.condition !== undefined };
    }
    case 'exception': {
      const { instruction: kind, immediate } = control;
      return kind === 'udf' || kind === 'dcps' ? other : { kind, immediate };
    }
    case 'exception-return':
      return { kind: 'eret' };
    case 'wait':
      return { kind: control.for === 'event' ? 'wfe' : 'wfi' };
  }
}

const other: What = { kind: 'other' };

/** What is known by its name alone, having no effect that a meaning could say. */
const named: ReadonlyMap<string, What> = new Map([
  ['SEV', { kind: 'sev' }],
  ['SEVL', { kind: 'sevl' }],
  ['ISB', { kind: 'isb' }],
]);

function classify(instruction: Decoded): What {
  const { form, fields, meaning } = instruction;
  // Literal loads have no base register.
  const spBase = isLoadOrStore(form) && fields['Rn'] === 31;
  if (form.fp) {
    return { kind: 'fp', spBase };
  }
  if (meaning.system !== undefined) {
    return systemInstruction(instruction, meaning.system);
  }
  if (meaning.control !== undefined) {
    return controlInstruction(instruction, meaning.control);
  }
  if (isLoadOrStore(form)) {
    // PRFM and PRFUM check neither SP nor the address (Arm ARM, C6.2.210).
    return { kind: 'load-store', spBase, prefetch: form.hint };
  }
  if (form.name === 'DSB' || form.name === 'DMB') {
    const operand = barrierOptionName(fields['CRm'] ?? 0);
    return { kind: form.name === 'DSB' ? 'dsb' : 'dmb', operand };
  }
  return named.get(form.name) ?? other;
}

/** The extension of what an access names, where the form does not say it. */
function featureOfAccess({ kind, ...encoding }: SystemAccess): string | undefined {
  switch (kind) {
    case 'msr':
    case 'mrs':
      return systemRegisterFeature(encoding);
    case 'sys':
    case 'sysl':
      return systemOperationFeature(encoding);
    case 'msr-immediate':
      return undefined;
  }
}

/** What one instruction is to the machine, whichever processors have it. What it need not tell apart is 'other'. */
export const decodeInstruction = byWord((word): Instruction => {
  const instruction = decode(word);
  if (instruction === undefined) {
    const feature = featureOfUnknown(word);
    return feature === undefined ? other : { ...other, feature };
  }
  const { form, meaning } = instruction;
  const what = classify(instruction);
  const feature = form.feature ?? (meaning.system && featureOfAccess(meaning.system));
  if (feature === undefined) {
    return what;
  }
  const key = keyOf(instruction);
  const isHint = form.group === hintGroup;
  return {
    ...what,
    feature,
    ...(isHint ? { isHint } : {}),
    ...(key === undefined ? {} : { key }),
  };
});

/** Whether all that it accesses is one access, which must be aligned as a whole, also without FEAT_LSE2: exclusive ones, CAS, LDADD. */
export function isAtomic(word: InstructionWord): boolean {
  const memory = decode(word)?.meaning.memory;
  return memory?.exclusive === true || memory?.atomic === true;
}

/** Whether one access reads and writes: LDADD, SWP, CAS. */
export function isExchange(word: InstructionWord): boolean {
  return decode(word)?.meaning.memory?.kind === 'load-store';
}

/** LDXR, STXR and their kin, of any size: they go with the exclusive monitor, and are always checked for alignment. */
export function isExclusive(word: InstructionWord): boolean {
  return decode(word)?.meaning.memory?.exclusive === true;
}

/**
 * Whether the instruction may leave SP without its 16-byte alignment: any write of SP but an addition or a writeback
 * of a multiple of 16. SP aligned before such an instruction need not be checked after any other.
 */
export function mayMisalignSp(word: InstructionWord): boolean {
  const instruction = decode(word);
  if (instruction?.writes.has('sp') !== true) {
    return false;
  }
  const added = addedTo('sp', instruction.meaning);
  return added === undefined || added % 16n !== 0n;
}

/** Whether it reads the syndrome of EL2: MRS Xt, ESR_EL2 (Arm ARM, D13.2.38). */
export function readsSyndrome(word: InstructionWord): boolean {
  return decode(word)?.reads.has(systemRegisters.esr_el2) === true;
}
