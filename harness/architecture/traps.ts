import type { ExceptionCause } from './exception-cause.ts';
import type { Instruction } from './instruction.ts';
import { currentLevel, pstateNumber } from './pstate.ts';
import type { ExceptionLevel } from './pstate.ts';
import type { RegisterName } from './registers.ts';
import { wordOf } from './registers.ts';
import type { State } from './state.ts';

/** HCR_EL2 (Arm ARM, D13.2.46). */
export const hcrBits = {
  vm: 1n << 0n,
  fmo: 1n << 3n,
  imo: 1n << 4n,
  amo: 1n << 5n,
  twi: 1n << 13n,
  twe: 1n << 14n,
  tid3: 1n << 18n,
  tsc: 1n << 19n,
  tidcp: 1n << 20n,
  tacr: 1n << 21n,
  tsw: 1n << 22n,
  tpc: 1n << 23n,
  tpu: 1n << 24n,
  ttlb: 1n << 25n,
  tvm: 1n << 26n,
  tge: 1n << 27n,
  tdz: 1n << 28n,
  hcd: 1n << 29n,
  trvm: 1n << 30n,
  rw: 1n << 31n,
} as const;

/** SCTLR_ELx (Arm ARM, D13.2.118). */
export const sctlrBits = {
  m: 1n << 0n,
  a: 1n << 1n,
  sa: 1n << 3n,
  sa0: 1n << 4n,
  ntwi: 1n << 16n,
  ntwe: 1n << 18n,
} as const;

/** SCR_EL3.HCE. */
const scrHce = 1n << 8n;
/** CPTR_EL2.TFP. */
const cptrTfp = 1n << 10n;
/** MDCR_EL2.TDE. */
export const mdcrTde = 1n << 8n;

const words = {
  spEl0: wordOf('sp_el0'),
  hcr: wordOf('hcr_el2'),
  scr: wordOf('scr_el3'),
  cptr: wordOf('cptr_el2'),
  cpacr: wordOf('cpacr_el1'),
  sctlr1: wordOf('sctlr_el1'),
  sctlr2: wordOf('sctlr_el2'),
} as const;

/**
 * Whether HVC is UNDEFINED (Arm ARM, C6.2.90 "HVC"): at EL0; by SCR_EL3.HCE with EL3, else by HCR_EL2.HCD. `scr` and
 * `hcr` are the low 32 bits.
 */
export function isHvcUndefined(
  level: ExceptionLevel,
  hasEl3: boolean,
  scr: number,
  hcr: number,
): boolean {
  if (level === 0) {
    return true;
  }
  return hasEl3 ? (scr & hypervisorCallEnable) === 0 : (hcr & hypervisorCallDisable) !== 0;
}

const hypervisorCallEnable = Number(scrHce);
const hypervisorCallDisable = Number(hcrBits.hcd);

/** Who an FP/SIMD instruction traps to; undefined where it runs (Arm ARM, CheckFPAdvSIMDEnabled64). */
export function fpTrapTarget(state: State): 1 | 2 | undefined {
  const level = currentLevel(state);
  const tge = ((state.words[words.hcr] as bigint) & hcrBits.tge) !== 0n;
  if (level < 2 && !(level === 0 && tge)) {
    const fpen = ((state.words[words.cpacr] as bigint) >> 20n) & 0b11n;
    if ((fpen & 1n) === 0n || (level === 0 && fpen === 0b01n)) {
      return tge ? 2 : 1;
    }
  }
  return ((state.words[words.cptr] as bigint) & cptrTfp) === 0n ? undefined : 2;
}

/** Who WFI or WFE traps to; undefined where it runs. */
export function wfxTrapTarget(state: State, wfe: boolean): 1 | 2 | undefined {
  const level = currentLevel(state);
  if (level >= 2) {
    return undefined;
  }
  const hcr = state.words[words.hcr] as bigint;
  const enabled = wfe ? sctlrBits.ntwe : sctlrBits.ntwi;
  if (level === 0 && ((state.words[words.sctlr1] as bigint) & enabled) === 0n) {
    return (hcr & hcrBits.tge) === 0n ? 1 : 2;
  }
  return (hcr & (wfe ? hcrBits.twe : hcrBits.twi)) === 0n ? undefined : 2;
}

/** Index in `State.words` of the stack pointer in use. */
function currentSpWord(state: State): number {
  return (pstateNumber(state) & 1) === 0 ? words.spEl0 : words.spEl0 + currentLevel(state);
}

/** The stack pointer in use, by its name. */
export function currentSpName(state: State): RegisterName {
  const level = currentLevel(state);
  if ((pstateNumber(state) & 1) === 0 || level === 0 || level === 3) {
    return 'sp_el0';
  }
  return level === 1 ? 'sp_el1' : 'sp_el2';
}

/** The stack pointer in use. 64 bits. */
export function currentSp(state: State): bigint {
  return state.words[currentSpWord(state)] as bigint;
}

/** The low half of the current level's SCTLR. */
function sctlr(state: State, level: ExceptionLevel): number {
  return state.halves[(level === 2 ? words.sctlr2 : words.sctlr1) * 2] as number;
}

const sctlrNumbers = {
  m: Number(sctlrBits.m),
  a: Number(sctlrBits.a),
  sa: Number(sctlrBits.sa),
  sa0: Number(sctlrBits.sa0),
} as const;

/** Whether the stack pointer in use is a multiple of 16. */
export function isSpAligned(state: State): boolean {
  return ((state.halves[currentSpWord(state) * 2] as number) & 0xf) === 0;
}

/** Whether a load or store with base SP takes an SP alignment fault (Arm ARM, CheckSPAlignment). */
function isSpMisaligned(state: State): boolean {
  if (isSpAligned(state)) {
    return false;
  }
  const level = currentLevel(state);
  return (sctlr(state, level) & (level === 0 ? sctlrNumbers.sa0 : sctlrNumbers.sa)) !== 0;
}

/** Whether the current level's memory is translated; when not, all data accesses are to Device memory. */
export function isTranslated(state: State): boolean {
  return (sctlr(state, currentLevel(state)) & sctlrNumbers.m) !== 0;
}

/** Whether an address that is not aligned faults before it is translated: SCTLR_ELx.A. */
export function checksAlignment(state: State): boolean {
  return (sctlr(state, currentLevel(state)) & sctlrNumbers.a) !== 0;
}

/** Whether data accesses must be aligned: SCTLR_ELx.A, or Device memory (Arm ARM, B2.5.2). */
export function requiresAlignment(state: State): boolean {
  const bits = sctlr(state, currentLevel(state)) & (sctlrNumbers.m | sctlrNumbers.a);
  return bits !== sctlrNumbers.m;
}

/** The registers of HCR_EL2.TVM and TRVM, as op0:op1:CRn:CRm:op2 text of the Arm ARM's list. */
const virtualMemoryControls: ReadonlySet<string> = new Set([
  '3,0,1,0,0',
  '3,0,2,0,0',
  '3,0,2,0,1',
  '3,0,2,0,2',
  '3,0,5,2,0',
  '3,0,6,0,0',
  '3,0,5,1,0',
  '3,0,5,1,1',
  '3,0,10,2,0',
  '3,0,10,3,0',
  '3,0,13,0,1',
]);

/** The HCR_EL2 bit that traps the MSR, MRS or SYS instruction at EL1 and EL0; 0 when none does. */
export function hcrTrapBit(instruction: Instruction): bigint {
  if (!('encoding' in instruction)) {
    return 0n;
  }
  const { kind, operand } = instruction;
  const { op0, op1, crn, crm, op2 } = instruction.encoding;
  if (virtualMemoryControls.has(`${op0},${op1},${crn},${crm},${op2}`)) {
    return kind === 'msr' ? hcrBits.tvm : hcrBits.trvm;
  }
  if (operand === 'actlr_el1') {
    return hcrBits.tacr;
  }
  if (kind === 'mrs' && op0 === 3 && op1 === 0 && crn === 0 && crm >= 1) {
    return hcrBits.tid3;
  }
  if (kind === 'tlbi' && op1 === 0) {
    return hcrBits.ttlb;
  }
  if (kind === 'dc') {
    if (operand.endsWith('sw')) {
      return hcrBits.tsw;
    }
    if (operand === 'zva') {
      return hcrBits.tdz;
    }
    return operand === 'cvau' ? hcrBits.tpu : hcrBits.tpc;
  }
  return kind === 'ic' ? hcrBits.tpu : 0n;
}

/** Whether an MSR, MRS or SYS instruction at EL1 or EL0 traps to EL2 by HCR_EL2. */
function isSystemAccessTrapped(instruction: Instruction, state: State): boolean {
  if (currentLevel(state) >= 2) {
    return false;
  }
  return ((state.words[words.hcr] as bigint) & hcrTrapBit(instruction)) !== 0n;
}

/**
 * The exception that the instruction causes by what it is and by the controls; undefined where it runs.
 * Memory faults, and instructions that do not exist, are the engine's to find.
 */
export function instructionException(
  instruction: Instruction,
  state: State,
): ExceptionCause | undefined {
  const level = currentLevel(state);
  switch (instruction.kind) {
    case 'hvc': {
      const scr = state.halves[words.scr * 2] as number;
      return isHvcUndefined(level, true, scr, state.halves[words.hcr * 2] as number)
        ? { kind: 'undefined' }
        : { kind: 'hvc', immediate: instruction.immediate };
    }
    case 'svc':
    case 'brk':
      return { kind: instruction.kind, immediate: instruction.immediate };
    case 'smc': {
      if (level === 0) {
        return { kind: 'undefined' };
      }
      const hcr = state.words[words.hcr] as bigint;
      const trapped = level === 1 && (hcr & hcrBits.tsc) !== 0n;
      return trapped ? { kind: 'smc', immediate: instruction.immediate } : undefined;
    }
    case 'hlt':
      return { kind: 'undefined' };
    case 'eret':
      return level === 0 ? { kind: 'undefined' } : undefined;
    case 'wfi':
    case 'wfe': {
      const wfe = instruction.kind === 'wfe';
      return wfxTrapTarget(state, wfe) === undefined ? undefined : { kind: 'wfx-trap', wfe };
    }
    case 'fp':
      if (fpTrapTarget(state) !== undefined) {
        return { kind: 'fp-trap' };
      }
      return instruction.spBase && isSpMisaligned(state) ? { kind: 'sp-alignment' } : undefined;
    case 'load-store':
      if (!instruction.spBase || instruction.prefetch) {
        return undefined;
      }
      return isSpMisaligned(state) ? { kind: 'sp-alignment' } : undefined;
    case 'msr':
    case 'mrs':
    case 'tlbi':
    case 'ic':
    case 'dc':
    case 'at':
    case 'sys':
    case 'sysl': {
      if (!isSystemAccessTrapped(instruction, state)) {
        return undefined;
      }
      const { kind, encoding, rt } = instruction;
      const read = kind === 'mrs' || kind === 'sysl';
      return { kind: 'system-register', read, encoding, rt };
    }
    case 'sev':
    case 'sevl':
    case 'isb':
    case 'dsb':
    case 'dmb':
    case 'msr-immediate':
    case 'branch':
    case 'branch-register':
    case 'other':
      return undefined;
  }
}
