import { decodeSyndrome, exceptionClasses } from '../../../architecture/esr.ts';
import { faultStatus } from '../../../architecture/fault-status.ts';
import { outputSizeOf } from '../../../architecture/translation/walk.ts';
import type { Outcome } from './outcome.ts';
import type { Trial } from './trial.ts';

/** What the emulator says of a trial. */
export interface Emulated {
  readonly level: number;
  readonly esr: bigint;
  readonly far: bigint;
  readonly hpfar: bigint;
  readonly x1: bigint;
  readonly x2: bigint;
  readonly memory: bigint;
}

type Compared = Exclude<Outcome, { kind: 'refused' }>;

/** Names of what differs. */
export function differing(outcome: Compared, other: Emulated): string[] {
  const keys =
    outcome.kind === 'taken'
      ? (['level', 'esr', 'far', 'hpfar'] as const)
      : (['level', 'esr', 'x1', 'x2', 'memory'] as const);
  const values = outcome as Partial<Record<(typeof keys)[number], bigint | number>>;
  return keys.filter((key) => values[key] !== undefined && values[key] !== other[key]);
}

interface Pair {
  readonly trial: Trial;
  readonly outcome: Compared;
  readonly other: Emulated;
  readonly differing: readonly string[];
}

const issOf = (esr: bigint): number => decodeSyndrome(esr).iss;
const levelBits = 0b11;
const walkBit = 1 << 7;
/** ISV and what stands with it: bits 24:14. */
const transferBits = 0x1ff_c000;

function onlyEsr({ differing }: Pair): boolean {
  return differing.length === 1 && differing[0] === 'esr';
}

function hasSmallOutput({ level, controls: { hcr_el2, vtcr_el2 } }: Trial): boolean {
  const hasStage2 = level < 2 && (hcr_el2 & ((1n << 12n) | 1n)) !== 0n;
  const outputSize = outputSizeOf(Number((vtcr_el2 >> 16n) & 7n));
  return hasStage2 && 64 - Number(vtcr_el2 & 0x3fn) > outputSize;
}

/** The deviations of QEMU 7.2 from the manual, each with what it looks like. */
const deviations: readonly (readonly [name: string, holds: (pair: Pair) => boolean])[] = [
  [
    'ISV is set for an abort of EL2 itself',
    (pair) =>
      onlyEsr(pair) &&
      decodeSyndrome(pair.other.esr).ec === exceptionClasses['data-abort-current'] &&
      pair.outcome.level === 2 &&
      (issOf(pair.outcome.esr) ^ issOf(pair.other.esr) & ~transferBits) === 0,
  ],
  [
    'a fault of stage 2 on a walk has the level of stage 1',
    (pair) =>
      onlyEsr(pair) &&
      (issOf(pair.outcome.esr) & walkBit) !== 0 &&
      (pair.outcome.esr ^ pair.other.esr) <= BigInt(levelBits),
  ],
  [
    'VTCR_EL2.PS less than the input size is a fault of stage 2',
    ({ trial, other }) =>
      hasSmallOutput(trial) &&
      other.level === 2 &&
      (issOf(other.esr) & 0x3f & ~levelBits) === faultStatus.translation,
  ],
  [
    'Device memory does not ask for alignment',
    ({ outcome }) =>
      outcome.kind === 'taken' && (issOf(outcome.esr) & 0x3f) === faultStatus.alignment,
  ],
];

/** The deviation that explains the difference; undefined where none does. */
export function deviationOf(pair: Pair): string | undefined {
  return deviations.find(([, holds]) => holds(pair))?.[0];
}
