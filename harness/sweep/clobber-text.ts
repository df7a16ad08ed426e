import { registerRanges } from '../abi/register-ranges.ts';
import type { BehaviourText } from './behaviour.ts';

/** `changes x17 = 0x16, x1-x15 (left by the function)`: registers in a row that a function left are said at once. */
export function clobberText(clobbers: BehaviourText['clobbers']): string {
  const left = clobbers.flatMap((text) => leftRegister(text) ?? []);
  const others = clobbers.filter((text) => leftRegister(text) === undefined);
  return `changes ${[
    ...others,
    ...(left.length === 0 ? [] : [`${registerRanges(left).join(', ')} (left by the function)`]),
  ].join(', ')}`;
}

/** A register that holds what a function left in it, of v8-v15 in the upper half; undefined for any other. */
function leftRegister(text: string): string | undefined {
  const [, register] = /^(\w+) = (?:its \1|concat\(.*\bits \1\b.*\))$/.exec(text) ?? [];
  return register;
}
