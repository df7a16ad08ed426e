import { hcrBits, sctlrBits } from '../../../architecture/control-bits.ts';
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
  /** The descriptor that the walker read last. */
  readonly descriptor: bigint;
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
  const startsAt0 = ((vtcr_el2 >> 6n) & 3n) === 2n;
  return (
    hasStage2 && (64 - Number(vtcr_el2 & 0x3fn) > outputSize || (startsAt0 && outputSize <= 42))
  );
}

/** The deviations of QEMU 7.2 from the manual, each with what it looks like. */
const deviations: readonly (readonly [name: string, holds: (pair: Pair) => boolean])[] = [
  [
    'ISV is set for an abort of EL2 itself',
    (pair) =>
      onlyEsr(pair) &&
      decodeSyndrome(pair.other.esr).ec === exceptionClasses['data-abort-current'] &&
      pair.outcome.level === 2 &&
      (issOf(pair.outcome.esr) ^ (issOf(pair.other.esr) & ~transferBits)) === 0,
  ],
  [
    'a fault of stage 2 on a walk has the level of stage 1',
    (pair) =>
      onlyEsr(pair) &&
      (issOf(pair.outcome.esr) & walkBit) !== 0 &&
      (pair.outcome.esr ^ pair.other.esr) <= BigInt(levelBits),
  ],
  [
    'VTCR_EL2.PS counts for the size of all physical addresses',
    ({ trial, other }) =>
      hasSmallOutput(trial) &&
      other.level === 2 &&
      (issOf(other.esr) & 0x3f & ~levelBits) === faultStatus.translation,
  ],
  [
    'HCR_EL2.TGE leaves stage 1 on',
    ({ trial: { controls } }) =>
      (controls.hcr_el2 & hcrBits.tge) !== 0n && (controls.sctlr_el1 & sctlrBits.m) !== 0n,
  ],
  [
    'an external abort of DC ZVA has the address of its 64 bytes',
    ({ trial, outcome, other, differing }) =>
      trial.instruction?.text === 'dc zva, x0' &&
      differing.join(' ') === 'far' &&
      (issOf(outcome.esr) & 0x3f) === faultStatus.external &&
      other.far === (trial.address & ~63n),
  ],
  [
    'a store to two pages is translated to both before it is made',
    ({ trial, outcome, other }) =>
      (issOf(outcome.esr) & 0x3f) === faultStatus.external &&
      ((trial.address + 15n) & ~0xfffn) === other.far,
  ],
  [
    'an external abort of a load that is not aligned has the address rounded down',
    ({ trial, outcome, other }) =>
      (issOf(outcome.esr) & 0x3f) === faultStatus.external &&
      (issOf(other.esr) & 0x3f) === faultStatus.external &&
      other.far === (trial.address & -BigInt(trial.instruction?.alignment ?? 1)),
  ],
  [
    'ISV is set for an external abort on a walk of stage 2 (IMPLEMENTATION DEFINED)',
    (pair) =>
      onlyEsr(pair) &&
      (issOf(pair.outcome.esr) & 0x3c) === faultStatus.externalOnWalk &&
      (issOf(pair.outcome.esr) ^ (issOf(pair.other.esr) & ~transferBits)) === 0,
  ],
  [
    'a block of level 0 is one of 512 GiB',
    ({ outcome, descriptor }) =>
      outcome.kind === 'taken' &&
      (issOf(outcome.esr) & 0x3f) === faultStatus.translation &&
      (descriptor & 0b11n) === 1n,
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
