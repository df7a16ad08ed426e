import type { AddressRange } from '../calls/address-range.ts';
import type { Constraint } from '../solver/condition.ts';
import type { ConditionKind, PathCondition } from './condition.ts';
import type { FlowValue } from './flow-state.ts';
import type { FlowLanguage } from './following.ts';
import type { Source } from './source.ts';

/** Where ways part: each number that the value can be is one way. A condition is a value of 1 bit. */
export interface Parting {
  readonly kind: ConditionKind;
  /** The step that it belongs to. */
  readonly step: number;
  readonly value: FlowValue;
  /** What it was: a number, or `outside`. */
  readonly side: Side;
  /** Where the image is, and where calls end, for a value that is a target: all addresses elsewhere are one way. */
  readonly known?: readonly AddressRange[];
}

/** The number that a value is on a way, or any address where neither the image is nor calls end. */
export type Side = bigint | 'outside';

/** What makes partings of conditions. */
export interface PartingSetting {
  readonly language: FlowLanguage;
  /** Whether ways part by what a source is. */
  readonly isFree: (source: Source) => boolean;
  /**
   * Where the image is, and where calls end: to go to each address there is a way of its own. To go to any other is one.
   * Without it, each address there is, is a way of its own.
   */
  readonly known?: readonly AddressRange[];
}

/** Where the way of a call parts from others, in order. */
export function partingsOf(
  conditions: readonly PathCondition[],
  { language: { builder }, isFree, known }: PartingSetting,
): Parting[] {
  return conditions.flatMap((condition): Parting[] => {
    const { kind, step, expression, holds, equation } = condition;
    if (![...builder.inputsOf(expression)].some(isFree)) {
      return [];
    }
    if (equation === undefined) {
      return [{ kind, step, value: expression, side: holds ? 1n : 0n }];
    }
    const { value, number, isVirtual = false } = equation;
    if (known === undefined || isVirtual || (kind !== 'target' && kind !== 'callee')) {
      return [{ kind, step, value, side: number }];
    }
    return [{ kind, step, value, side: sideOf(number, known), known }];
  });
}

/** The way on which a value is that number. */
export function sideOf(number: bigint, known: readonly AddressRange[] | undefined): Side {
  const isKnown = known?.some(({ from, to }) => number >= from && number < to) ?? true;
  return isKnown ? number : 'outside';
}

/** What has to be so, or must not be, for a call to go that way where ways part. */
export function constraintOf(
  { builder }: FlowLanguage,
  { value, known = [] }: Pick<Parting, 'value' | 'known'>,
  side: Side,
  isTaken = true,
): Constraint<Source> {
  if (side === 'outside') {
    const inside = known.map((range) => isWithin(builder, value, range));
    const anywhere = inside.reduce((one, other) => builder.binary('or', one, other));
    return { expression: anywhere, holds: !isTaken };
  }
  return value.width === 1
    ? { expression: value, holds: (side === 1n) === isTaken }
    : {
        expression: builder.compare('eq', value, builder.constant(side, value.width)),
        holds: isTaken,
      };
}

function isWithin(
  builder: FlowLanguage['builder'],
  value: FlowValue,
  { from, to }: AddressRange,
): FlowValue {
  const { width } = value;
  const distance = builder.binary('sub', value, builder.constant(from, width));
  return builder.compare('ult', distance, builder.constant(to - from, width));
}

/** That a value is further from a number than any table of the code is long. */
export function isFarFrom(
  { builder }: FlowLanguage,
  value: FlowValue,
  number: bigint,
): Constraint<Source> {
  const { width } = value;
  const from = builder.constant(number - nearby, width);
  const distance = builder.binary('sub', value, from);
  const near = builder.compare('ult', distance, builder.constant(2n * nearby, width));
  return { expression: near, holds: false };
}

/** Bytes. 65,536 entries of 128 bytes, the size of an entry of a vector table. */
const nearby = 0x80_0000n;
