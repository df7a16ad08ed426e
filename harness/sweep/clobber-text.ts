import type { BehaviourText } from './behaviour.ts';

/** Of x0-x30 or v0-v31 a register; any other alone. */
interface LeftRegister {
  readonly bank: string;
  readonly number: number;
}

/** `changes x17 = 0x16, x1-x15 (left by the function)`: registers in a row that a function left are said at once. */
export function clobberText(clobbers: BehaviourText['clobbers']): string {
  const left = clobbers.flatMap((text) => leftRegister(text) ?? []);
  const others = clobbers.filter((text) => leftRegister(text) === undefined);
  const ranges: { readonly first: LeftRegister; last: LeftRegister }[] = [];
  for (const register of left) {
    const range = ranges.at(-1);
    if (range?.last.bank === register.bank && range.last.number === register.number - 1) {
      range.last = register;
    } else {
      ranges.push({ first: register, last: register });
    }
  }
  const names = ranges.map(({ first, last }) =>
    first === last ? nameOf(first) : `${nameOf(first)}-${nameOf(last)}`,
  );
  return `changes ${[
    ...others,
    ...(names.length === 0 ? [] : [`${names.join(', ')} (left by the function)`]),
  ].join(', ')}`;
}

function nameOf({ bank, number }: LeftRegister): string {
  return bank === 'fpsr' ? bank : `${bank}${number}`;
}

/** A register that holds what a function left in it, of v8-v15 in the upper half; undefined for any other. */
function leftRegister(text: string): LeftRegister | undefined {
  const [, name = '', bank = 'fpsr', number = '0'] =
    /^(([xv])(\d+)|fpsr) = (?:its \1|concat\(.*\bits \1\b.*\))$/.exec(text) ?? [];
  return name === '' ? undefined : { bank, number: Number(number) };
}
