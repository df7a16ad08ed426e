import { conditionNames } from '../../../architecture/a64/branches.ts';
import type { Matcher } from './miss.ts';
import { wrongKind, wrongValue } from './miss.ts';

const codes: ReadonlyMap<string, number> = new Map(
  conditionNames.flatMap((names, code) => names.map((name): [string, number] => [name, code])),
);

/** AL and NV always hold. */
const isAlways = (code: number): boolean => code >= 14;

const codeOf = (text: string): number | undefined => codes.get(text);

const unknown = (text: string) => ({
  ...wrongKind(() => `'${text}' is not a condition such as eq, ne, hs or lt`),
  names: () => codes.keys(),
});

/** A condition, in `cond`. */
export const condition: Matcher = {
  match: ({ text }) => {
    const code = codeOf(text);
    return code === undefined ? unknown(text) : { cond: code };
  },
  print: (valueOf) => conditionNames[valueOf('cond')]?.[0],
};

/** The condition whose opposite is in `cond`: CSET and its kin, which do not have those that always hold. */
export const inverseCondition: Matcher = {
  match: ({ text }) => {
    const code = codeOf(text);
    if (code === undefined) {
      return unknown(text);
    }
    return isAlways(code)
      ? wrongValue(() => `'${text}' always holds: expected another condition`)
      : { cond: code ^ 1 };
  },
  print: (valueOf) => {
    const code = valueOf('cond');
    return isAlways(code) ? undefined : conditionNames[code ^ 1]?.[0];
  },
};

/** The flags that a comparison sets where its condition fails: a number, or `nZcv` with capitals for ones. */
export const flags: Matcher = {
  match: (operand) => {
    if (operand.kind === 'name' && operand.text === 'nzcv') {
      const value = ['N', 'Z', 'C', 'V'].reduce(
        (flagsSoFar, letter) => flagsSoFar * 2 + (operand.written.includes(letter) ? 1 : 0),
        0,
      );
      return { nzcv: value };
    }
    if (operand.kind !== 'immediate') {
      return wrongKind(() => `expected a number or flags such as nZcv, found '${operand.text}'`);
    }
    return operand.value < 0n || operand.value > 15n
      ? wrongValue(() => `'${operand.text}' is out of range: expected 0 to 15`)
      : { nzcv: Number(operand.value) };
  },
  print: (valueOf) => `#0x${valueOf('nzcv').toString(16)}`,
};
