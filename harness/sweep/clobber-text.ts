import type { BehaviourText } from './behaviour.ts';

/** `changes x17 = 0x16, x1-x15 (left by the function)`: registers in a row that a function left are said at once. */
export function clobberText(clobbers: BehaviourText['clobbers']): string {
  const left = clobbers.flatMap((text) => leftRegister(text) ?? []);
  const others = clobbers.filter((text) => leftRegister(text) === undefined);
  const ranges: [number, number][] = [];
  for (const number of left) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) {
      last[1] = number;
    } else {
      ranges.push([number, number]);
    }
  }
  const names = ranges.map(([from, to]) => (from === to ? `x${from}` : `x${from}-x${to}`));
  return `changes ${[
    ...others,
    ...(names.length === 0 ? [] : [`${names.join(', ')} (left by the function)`]),
  ].join(', ')}`;
}

/** The number of a register that holds what a function left in it; undefined for any other. */
function leftRegister(text: string): number | undefined {
  const [, number] = /^x(\d+) = its x\1$/.exec(text) ?? [];
  return number === undefined ? undefined : Number(number);
}
