import type { AddressRange } from '../calls/address-range.ts';
import type { Constraint } from '../solver/condition.ts';
import type { ConditionKind, PathCondition } from './condition.ts';
import type { FlowValue } from './flow-state.ts';
import type { FlowLanguage } from './following.ts';
import type { Source } from './source.ts';

/** Where ways part: each number that the value can be is one way, or several. A condition is a value of 1 bit. */
export interface Parting {
  readonly kind: ConditionKind;
  /** The step that it belongs to. */
  readonly step: number;
  readonly value: FlowValue;
  /** What it was. */
  readonly number: bigint;
}

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
  const isOpen = (value: FlowValue): boolean => [...builder.inputsOf(value)].some(isFree);
  return conditions.flatMap((condition): Parting[] => {
    const { kind, step, expression, holds, equation } = condition;
    if (!isOpen(expression)) {
      return [];
    }
    if (equation === undefined || equation.value.width === 1) {
      return [{ kind, step, value: expression, number: holds ? 1n : 0n }];
    }
    const one = { kind, step, ...equation };
    if (known === undefined || (kind !== 'target' && kind !== 'callee')) {
      return [one];
    }
    const partings: Parting[] = [];
    for (const { from, to } of known) {
      const isInside = equation.number >= from && equation.number < to;
      const inside = isWithin(builder, equation.value, from, to);
      if (isOpen(inside)) {
        partings.push({ kind, step, value: inside, number: isInside ? 1n : 0n });
      }
      if (isInside) {
        return [...partings, one];
      }
    }
    return partings;
  });
}

function isWithin(
  builder: FlowLanguage['builder'],
  value: FlowValue,
  from: bigint,
  to: bigint,
): FlowValue {
  const { width } = value;
  const distance = builder.binary('sub', value, builder.constant(from, width));
  return builder.compare('ult', distance, builder.constant(to - from, width));
}

/** What has to be so for the value to be that number. */
export function constraintOf(
  { builder }: FlowLanguage,
  value: FlowValue,
  number: bigint,
  isEqual = true,
): Constraint<Source> {
  return value.width === 1
    ? { expression: value, holds: (number === 1n) === isEqual }
    : {
        expression: builder.compare('eq', value, builder.constant(number, value.width)),
        holds: isEqual,
      };
}
