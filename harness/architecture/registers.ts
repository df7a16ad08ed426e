import type { SystemEncoding } from './system-encoding.ts';
import { genericName, parseGenericName } from './system-encoding.ts';
import { systemRegisters } from './system-registers.ts';

/*
 * Words of this room. A state is the values of all registers of a machine; PSTATE is one of them. A syndrome is the value
 * of ESR. A cause is why an exception is taken, and an entry what taking it does. A trap sends an instruction to a higher
 * level. A form is one encoding of an instruction (a64).
 */

/**
 * What the procedure call standard makes of a register (AAPCS64, 6.1.1): arguments and results are passed in it, a
 * function may change it, it is the return address, or a function keeps it. Of v8-v15 a function keeps the low half.
 */
type CallRole = 'argument' | 'scratch' | 'link' | 'callee-saved';

/** The low bits of a register under a name of their own: w0 of x0. */
interface RegisterPart {
  readonly name: string;
  /** Bits. */
  readonly width: number;
}

/** A register: its place in `State.words`, and its roles. */
export interface RegisterInfo {
  readonly name: RegisterName;
  /** Index of its (low) word in `State.words`. */
  readonly word: number;
  /** 64-bit words that it takes: 2 for v0-v31, else 1. */
  readonly words: 1 | 2;
  readonly kind: 'general' | 'sp' | 'pc' | 'pstate' | 'vector' | 'fp-control' | 'system';
  /** Of a general or a vector register. */
  readonly callRole: CallRole | undefined;
  /** Names of its low bits. */
  readonly parts: readonly RegisterPart[];
  /** Only for kind 'system'. */
  readonly encoding: SystemEncoding | undefined;
  /** Runs by itself (counters, timers, pending interrupts): never compared. */
  readonly volatile: boolean;
  /** Written by exception entry to EL2: checked there, and after the call only if a test names it. */
  readonly syndrome: boolean;
  /** The bits that software controls, where they are not all: ISTATUS of a timer is volatile. */
  readonly compared: bigint;
}

const linkRegister = 30;

/** The role of x0-x30 or v0-v31. */
function callRoleOf(kind: 'general' | 'vector', number: number): CallRole {
  const kept = kind === 'general' ? { first: 19, last: 29 } : { first: 8, last: 15 };
  if (number <= 7) {
    return 'argument';
  }
  if (kind === 'general' && number === linkRegister) {
    return 'link';
  }
  return number >= kept.first && number <= kept.last ? 'callee-saved' : 'scratch';
}

/** Names of the low bits, and how many (Arm ARM, B1.2.1). */
const partNames = {
  general: [['w', 32]],
  vector: [
    ['q', 128],
    ['d', 64],
    ['s', 32],
    ['h', 16],
    ['b', 8],
  ],
} as const;

function procedureCall(
  kind: RegisterInfo['kind'],
  number: number,
): Pick<RegisterInfo, 'callRole' | 'parts'> {
  return kind === 'general' || kind === 'vector'
    ? {
        callRole: callRoleOf(kind, number),
        parts: partNames[kind].map(([letter, width]) => ({ name: `${letter}${number}`, width })),
      }
    : { callRole: undefined, parts: [] };
}

const generalNames = [
  ...(['x0', 'x1', 'x2', 'x3', 'x4', 'x5', 'x6', 'x7', 'x8', 'x9', 'x10'] as const),
  ...(['x11', 'x12', 'x13', 'x14', 'x15', 'x16', 'x17', 'x18', 'x19', 'x20'] as const),
  ...(['x21', 'x22', 'x23', 'x24', 'x25', 'x26', 'x27', 'x28', 'x29', 'x30'] as const),
] as const;

const stackPointerNames = ['sp_el0', 'sp_el1', 'sp_el2'] as const;

const vectorNames = [
  ...(['v0', 'v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7', 'v8', 'v9', 'v10'] as const),
  ...(['v11', 'v12', 'v13', 'v14', 'v15', 'v16', 'v17', 'v18', 'v19', 'v20', 'v21'] as const),
  ...(['v22', 'v23', 'v24', 'v25', 'v26', 'v27', 'v28', 'v29', 'v30', 'v31'] as const),
] as const;

/** The system registers of the state, in its order. */
const systemNames = [
  'tpidr_el0',
  'tpidrro_el0',
  'pmcr_el0',
  'pmcntenset_el0',
  'pmselr_el0',
  'pmuserenr_el0',
  'pmintenset_el1',
  'pmccfiltr_el0',
  'cntp_ctl_el0',
  'cntp_cval_el0',
  'cntv_ctl_el0',
  'cntv_cval_el0',
  'cntkctl_el1',
  'mdscr_el1',
  'dbgbvr0_el1',
  'dbgbcr0_el1',
  'dbgbvr1_el1',
  'dbgbcr1_el1',
  'dbgbvr2_el1',
  'dbgbcr2_el1',
  'dbgbvr3_el1',
  'dbgbcr3_el1',
  'dbgbvr4_el1',
  'dbgbcr4_el1',
  'dbgbvr5_el1',
  'dbgbcr5_el1',
  'dbgwvr0_el1',
  'dbgwcr0_el1',
  'dbgwvr1_el1',
  'dbgwcr1_el1',
  'dbgwvr2_el1',
  'dbgwcr2_el1',
  'dbgwvr3_el1',
  'dbgwcr3_el1',
  'sctlr_el1',
  'actlr_el1',
  'cpacr_el1',
  'ttbr0_el1',
  'ttbr1_el1',
  'tcr_el1',
  'spsr_el1',
  'elr_el1',
  'afsr0_el1',
  'afsr1_el1',
  'esr_el1',
  'far_el1',
  'par_el1',
  'mair_el1',
  'amair_el1',
  'vbar_el1',
  'contextidr_el1',
  'tpidr_el1',
  'csselr_el1',
  'vpidr_el2',
  'vmpidr_el2',
  'sctlr_el2',
  'actlr_el2',
  'hcr_el2',
  'mdcr_el2',
  'cptr_el2',
  'hstr_el2',
  'hacr_el2',
  'ttbr0_el2',
  'tcr_el2',
  'vttbr_el2',
  'vtcr_el2',
  'dacr32_el2',
  'spsr_el2',
  'elr_el2',
  'spsr_irq',
  'spsr_abt',
  'spsr_und',
  'spsr_fiq',
  'ifsr32_el2',
  'afsr0_el2',
  'afsr1_el2',
  'esr_el2',
  'fpexc32_el2',
  'far_el2',
  'hpfar_el2',
  'mair_el2',
  'amair_el2',
  'vbar_el2',
  'tpidr_el2',
  'cntvoff_el2',
  'cnthctl_el2',
  'cnthp_ctl_el2',
  'cnthp_cval_el2',
  'scr_el3',
  // Of FEAT_PAuth: behind all that every processor has.
  'apiakeylo_el1',
  'apiakeyhi_el1',
  'apibkeylo_el1',
  'apibkeyhi_el1',
  'apdakeylo_el1',
  'apdakeyhi_el1',
  'apdbkeylo_el1',
  'apdbkeyhi_el1',
  'apgakeylo_el1',
  'apgakeyhi_el1',
  'isr_el1',
  'cntpct_el0',
  'cntvct_el0',
  'cntp_tval_el0',
  'cntv_tval_el0',
  'cnthp_tval_el2',
  'pmccntr_el0',
  'pmxevcntr_el0',
  'pmovsclr_el0',
] as const satisfies readonly (keyof typeof systemRegisters)[];

export type SystemRegisterName = (typeof systemNames)[number];

/** Every register that hcall knows by name. */
export type RegisterName =
  | (typeof generalNames)[number]
  | (typeof stackPointerNames)[number]
  | 'pc'
  | 'pstate'
  | 'fpcr'
  | 'fpsr'
  | (typeof vectorNames)[number]
  | SystemRegisterName;

const volatileNames: ReadonlySet<string> = new Set<SystemRegisterName>([
  'isr_el1',
  'cntpct_el0',
  'cntvct_el0',
  'cntp_tval_el0',
  'cntv_tval_el0',
  'cnthp_tval_el2',
  'pmccntr_el0',
  'pmxevcntr_el0',
  'pmovsclr_el0',
]);

const syndromeNames: ReadonlySet<string> = new Set<SystemRegisterName>([
  'esr_el2',
  'elr_el2',
  'spsr_el2',
  'far_el2',
  'hpfar_el2',
]);

const allBits = 0xffff_ffff_ffff_ffffn;

/** ENABLE and IMASK; ISTATUS, bit 2, is volatile (Arm ARM, D13.8 "CNTP_CTL_EL0"). */
const timerControl = 0x3n;
const comparedBits: ReadonlyMap<string, bigint> = new Map<SystemRegisterName, bigint>([
  ['cntp_ctl_el0', timerControl],
  ['cntv_ctl_el0', timerControl],
  ['cnthp_ctl_el2', timerControl],
]);

function layOut(): readonly RegisterInfo[] {
  const rows: RegisterInfo[] = [];
  let word = 0;
  const add = (
    name: RegisterName,
    kind: RegisterInfo['kind'],
    encoding?: SystemEncoding,
    words: 1 | 2 = 1,
    number = 0,
  ): void => {
    rows.push({
      name,
      word,
      words,
      kind,
      ...procedureCall(kind, number),
      encoding,
      volatile: volatileNames.has(name),
      syndrome: syndromeNames.has(name),
      compared: comparedBits.get(name) ?? (words === 2 ? (allBits << 64n) | allBits : allBits),
    });
    word += words;
  };
  for (const [number, name] of generalNames.entries()) {
    add(name, 'general', undefined, 1, number);
  }
  for (const name of stackPointerNames) {
    add(name, 'sp');
  }
  add('pc', 'pc');
  add('pstate', 'pstate');
  add('fpcr', 'fp-control');
  add('fpsr', 'fp-control');
  for (const [number, name] of vectorNames.entries()) {
    add(name, 'vector', undefined, 2, number);
  }
  for (const name of systemNames) {
    add(name, 'system', parseGenericName(systemRegisters[name]));
  }
  return rows;
}

/** Every register, in the order of `State.words`. */
export const registers: readonly RegisterInfo[] = layOut();

/** 64-bit words in a `State`. */
export const stateWords = registers.reduce((sum, register) => sum + register.words, 0);

const byName: ReadonlyMap<string, RegisterInfo> = new Map(
  registers.map((info) => [info.name, info]),
);

/** The register of that (lower-case) name; undefined when there is none. */
export function findRegister(name: string): RegisterInfo | undefined {
  return byName.get(name);
}

/** The register, known by its type to exist. */
export function registerInfo(name: RegisterName): RegisterInfo {
  const info = byName.get(name);
  if (info === undefined) {
    throw new RangeError(`no register '${name}'`);
  }
  return info;
}

const general = registers.filter(({ kind }) => kind === 'general');

/** x0, x1, ...: where a function gets its arguments, and the first of them where its result is. */
export const argumentRegisters: readonly RegisterName[] = general
  .filter(({ callRole }) => callRole === 'argument')
  .map(({ name }) => name);

/** The general registers that are not the caller's any more after a call of a function, the flags aside. */
export const changedByCalls: readonly RegisterInfo[] = general.filter(
  ({ callRole }) => callRole !== 'callee-saved',
);

const byPart: ReadonlyMap<string, RegisterInfo> = new Map(
  registers.flatMap((info) => info.parts.map(({ name }) => [name, info])),
);

/** The register whose low bits have that name; undefined when there is none. */
export function findWhole(part: string): RegisterInfo | undefined {
  return byPart.get(part);
}

/** Index of the register's (low) word in `State.words`. */
export function wordOf(name: RegisterName): number {
  return registerInfo(name).word;
}

const byEncoding: ReadonlyMap<string, RegisterInfo> = new Map(
  registers.flatMap((info) =>
    info.encoding === undefined ? [] : [[genericName(info.encoding), info] as const],
  ),
);

/** The system register of that encoding; undefined when the table has none. */
export function findEncoding(encoding: SystemEncoding): RegisterInfo | undefined {
  return byEncoding.get(genericName(encoding));
}
