import { hcrBits, sctlrBits } from '../architecture/control-bits.ts';
import { currentLevel } from '../architecture/pstate.ts';
import { wordOf } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { SystemEncoding } from '../architecture/system-encoding.ts';
import { statusOf } from '../architecture/translation/abort.ts';
import type { Access } from '../architecture/translation/access.ts';
import type { Translated, TranslationFault } from '../architecture/translation/result.ts';

/** What AT asks for (Arm ARM, C5.5). */
export interface AddressTranslation {
  readonly kind: 'load' | 'store';
  /** The level for which it translates. */
  readonly level: Access['level'];
  /** Whether it stops at what stage 1 gives. */
  readonly onlyStage1: boolean;
}

const hcrHalf = wordOf('hcr_el2') * 2;
const stage1Half = { 1: wordOf('sctlr_el1') * 2, 2: wordOf('sctlr_el2') * 2 } as const;
const mmuBit = Number(sctlrBits.m);
const defaultCacheable = Number(hcrBits.dc);
const stage2 = Number(hcrBits.vm);

/** AT S1E1, S1E2 and S12E1, S12E0, S1E0, by op1 and op2 without its lowest bit, which says that it is a write. */
const operations: ReadonlyMap<string, Omit<AddressTranslation, 'kind'>> = new Map([
  ['0 0', { level: 1, onlyStage1: true }],
  ['0 2', { level: 0, onlyStage1: true }],
  ['4 0', { level: 2, onlyStage1: true }],
  ['4 4', { level: 1, onlyStage1: false }],
  ['4 6', { level: 0, onlyStage1: false }],
]);

/** What an AT of Armv8.0 asks for; undefined where its regime translates nothing, or it is UNDEFINED at the current level. */
export function addressTranslationOf(
  { op1, crm, op2 }: SystemEncoding,
  state: State,
): AddressTranslation | undefined {
  const operation = crm === 8 ? operations.get(`${op1} ${op2 & 6}`) : undefined;
  if (operation === undefined || currentLevel(state) < (op1 === 4 ? 2 : 1)) {
    return undefined;
  }
  const { halves } = state;
  const { level, onlyStage1 } = operation;
  const hcr = level === 2 ? 0 : (halves[hcrHalf] as number);
  const mmu = (halves[stage1Half[level === 2 ? 2 : 1]] as number) & mmuBit;
  const translates = mmu | (hcr & (onlyStage1 ? defaultCacheable : defaultCacheable | stage2));
  return translates === 0 ? undefined : { ...operation, kind: (op2 & 1) === 0 ? 'load' : 'store' };
}

/** Bit 11 is RES1; NS is 1, as all of EL1 and EL2 is Non-secure. */
const translatedBits = 0xa00n;
const failedBits = 0x801n;
const addressMask = 0xffff_ffff_f000n;

/** PAR_EL1 of an address that is translated (Arm ARM, D13.2.92). */
export function parOf({ address, memory }: Translated): bigint {
  const { attributes, shareability } = memory;
  return (
    (BigInt(attributes) << 56n) |
    (address & addressMask) |
    translatedBits |
    (BigInt(shareability) << 7n)
  );
}

/** PAR_EL1 of one that is not: FST, PTW and S. */
export function failedPar(fault: TranslationFault): bigint {
  const stage = (fault.walk ? 1n << 8n : 0n) | (fault.stage === 2 ? 1n << 9n : 0n);
  return failedBits | BigInt(statusOf(fault) << 1) | stage;
}
