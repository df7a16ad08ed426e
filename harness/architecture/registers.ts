/** Where MSR, MRS and SYS instructions carry a system register (Arm ARM, C5.1.2). */
export interface SystemEncoding {
  readonly op0: number;
  readonly op1: number;
  readonly crn: number;
  readonly crm: number;
  readonly op2: number;
}

/**
 * What the procedure call standard makes of a register (AAPCS64, 6.1.1): arguments and results are passed in it, a
 * function may change it, it is the return address, or a function keeps it. Of v8-v15 a function keeps the low half.
 */
export type CallRole = 'argument' | 'scratch' | 'link' | 'callee-saved';

/** The low bits of a register under a name of their own: w0 of x0. */
export interface RegisterPart {
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

/** Name, op0, op1, CRn, CRm, op2 (Arm ARM, D13 "AArch64 System Register Descriptions"). */
const systemRows = [
  ['tpidr_el0', 3, 3, 13, 0, 2],
  ['tpidrro_el0', 3, 3, 13, 0, 3],
  ['pmcr_el0', 3, 3, 9, 12, 0],
  ['pmcntenset_el0', 3, 3, 9, 12, 1],
  ['pmselr_el0', 3, 3, 9, 12, 5],
  ['pmuserenr_el0', 3, 3, 9, 14, 0],
  ['pmintenset_el1', 3, 0, 9, 14, 1],
  ['pmccfiltr_el0', 3, 3, 14, 15, 7],
  ['cntp_ctl_el0', 3, 3, 14, 2, 1],
  ['cntp_cval_el0', 3, 3, 14, 2, 2],
  ['cntv_ctl_el0', 3, 3, 14, 3, 1],
  ['cntv_cval_el0', 3, 3, 14, 3, 2],
  ['cntkctl_el1', 3, 0, 14, 1, 0],
  ['mdscr_el1', 2, 0, 0, 2, 2],
  ['dbgbvr0_el1', 2, 0, 0, 0, 4],
  ['dbgbcr0_el1', 2, 0, 0, 0, 5],
  ['dbgbvr1_el1', 2, 0, 0, 1, 4],
  ['dbgbcr1_el1', 2, 0, 0, 1, 5],
  ['dbgbvr2_el1', 2, 0, 0, 2, 4],
  ['dbgbcr2_el1', 2, 0, 0, 2, 5],
  ['dbgbvr3_el1', 2, 0, 0, 3, 4],
  ['dbgbcr3_el1', 2, 0, 0, 3, 5],
  ['dbgbvr4_el1', 2, 0, 0, 4, 4],
  ['dbgbcr4_el1', 2, 0, 0, 4, 5],
  ['dbgbvr5_el1', 2, 0, 0, 5, 4],
  ['dbgbcr5_el1', 2, 0, 0, 5, 5],
  ['dbgwvr0_el1', 2, 0, 0, 0, 6],
  ['dbgwcr0_el1', 2, 0, 0, 0, 7],
  ['dbgwvr1_el1', 2, 0, 0, 1, 6],
  ['dbgwcr1_el1', 2, 0, 0, 1, 7],
  ['dbgwvr2_el1', 2, 0, 0, 2, 6],
  ['dbgwcr2_el1', 2, 0, 0, 2, 7],
  ['dbgwvr3_el1', 2, 0, 0, 3, 6],
  ['dbgwcr3_el1', 2, 0, 0, 3, 7],
  ['sctlr_el1', 3, 0, 1, 0, 0],
  ['actlr_el1', 3, 0, 1, 0, 1],
  ['cpacr_el1', 3, 0, 1, 0, 2],
  ['ttbr0_el1', 3, 0, 2, 0, 0],
  ['ttbr1_el1', 3, 0, 2, 0, 1],
  ['tcr_el1', 3, 0, 2, 0, 2],
  ['spsr_el1', 3, 0, 4, 0, 0],
  ['elr_el1', 3, 0, 4, 0, 1],
  ['afsr0_el1', 3, 0, 5, 1, 0],
  ['afsr1_el1', 3, 0, 5, 1, 1],
  ['esr_el1', 3, 0, 5, 2, 0],
  ['far_el1', 3, 0, 6, 0, 0],
  ['par_el1', 3, 0, 7, 4, 0],
  ['mair_el1', 3, 0, 10, 2, 0],
  ['amair_el1', 3, 0, 10, 3, 0],
  ['vbar_el1', 3, 0, 12, 0, 0],
  ['contextidr_el1', 3, 0, 13, 0, 1],
  ['tpidr_el1', 3, 0, 13, 0, 4],
  ['csselr_el1', 3, 2, 0, 0, 0],
  ['vpidr_el2', 3, 4, 0, 0, 0],
  ['vmpidr_el2', 3, 4, 0, 0, 5],
  ['sctlr_el2', 3, 4, 1, 0, 0],
  ['actlr_el2', 3, 4, 1, 0, 1],
  ['hcr_el2', 3, 4, 1, 1, 0],
  ['mdcr_el2', 3, 4, 1, 1, 1],
  ['cptr_el2', 3, 4, 1, 1, 2],
  ['hstr_el2', 3, 4, 1, 1, 3],
  ['hacr_el2', 3, 4, 1, 1, 7],
  ['ttbr0_el2', 3, 4, 2, 0, 0],
  ['tcr_el2', 3, 4, 2, 0, 2],
  ['vttbr_el2', 3, 4, 2, 1, 0],
  ['vtcr_el2', 3, 4, 2, 1, 2],
  ['dacr32_el2', 3, 4, 3, 0, 0],
  ['spsr_el2', 3, 4, 4, 0, 0],
  ['elr_el2', 3, 4, 4, 0, 1],
  ['spsr_irq', 3, 4, 4, 3, 0],
  ['spsr_abt', 3, 4, 4, 3, 1],
  ['spsr_und', 3, 4, 4, 3, 2],
  ['spsr_fiq', 3, 4, 4, 3, 3],
  ['ifsr32_el2', 3, 4, 5, 0, 1],
  ['afsr0_el2', 3, 4, 5, 1, 0],
  ['afsr1_el2', 3, 4, 5, 1, 1],
  ['esr_el2', 3, 4, 5, 2, 0],
  ['fpexc32_el2', 3, 4, 5, 3, 0],
  ['far_el2', 3, 4, 6, 0, 0],
  ['hpfar_el2', 3, 4, 6, 0, 4],
  ['mair_el2', 3, 4, 10, 2, 0],
  ['amair_el2', 3, 4, 10, 3, 0],
  ['vbar_el2', 3, 4, 12, 0, 0],
  ['tpidr_el2', 3, 4, 13, 0, 2],
  ['cntvoff_el2', 3, 4, 14, 0, 3],
  ['cnthctl_el2', 3, 4, 14, 1, 0],
  ['cnthp_ctl_el2', 3, 4, 14, 2, 1],
  ['cnthp_cval_el2', 3, 4, 14, 2, 2],
  ['scr_el3', 3, 6, 1, 1, 0],
  ['isr_el1', 3, 0, 12, 1, 0],
  ['cntpct_el0', 3, 3, 14, 0, 1],
  ['cntvct_el0', 3, 3, 14, 0, 2],
  ['cntp_tval_el0', 3, 3, 14, 2, 0],
  ['cntv_tval_el0', 3, 3, 14, 3, 0],
  ['cnthp_tval_el2', 3, 4, 14, 2, 0],
  ['pmccntr_el0', 3, 3, 9, 13, 0],
  ['pmxevcntr_el0', 3, 3, 9, 13, 2],
  ['pmovsclr_el0', 3, 3, 9, 12, 3],
] as const;

type SystemRegisterName = (typeof systemRows)[number][0];

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
  for (const [name, op0, op1, crn, crm, op2] of systemRows) {
    add(name, 'system', { op0, op1, crn, crm, op2 });
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

/** A number that is unique for the encoding: the 16 bits of an MSR instruction from op0 down to op2. */
export function encodingKey(encoding: SystemEncoding): number {
  const { op0, op1, crn, crm, op2 } = encoding;
  return (op0 << 14) | (op1 << 11) | (crn << 7) | (crm << 3) | op2;
}

const byEncoding: ReadonlyMap<number, RegisterInfo> = new Map(
  registers.flatMap((info) =>
    info.encoding === undefined ? [] : [[encodingKey(info.encoding), info] as const],
  ),
);

/** The system register of that encoding; undefined when the table has none. */
export function findEncoding(encoding: SystemEncoding): RegisterInfo | undefined {
  return byEncoding.get(encodingKey(encoding));
}
