import type { Matcher } from './miss.ts';
import { wrongKind, wrongValue } from './miss.ts';

/** `=ish`, `=lsl 12`: this word, or this modifier. */
export function compileWord(word: string): Matcher {
  return {
    match: ({ text }) =>
      text === word || text.replace(/\s*#?(?=\d+$)/, ' ') === word
        ? {}
        : { ...wrongKind(() => `expected '${word}', found '${text}'`), word },
    print: () => word.replace(/ (?=\d)/, ' #'),
  };
}

const kinds = ['ld', 'li', 'st'] as const;

const prefetchNames = kinds.flatMap((kind) =>
  ['1', '2', '3'].flatMap((level) => [`p${kind}l${level}keep`, `p${kind}l${level}strm`]),
);

/** PRFM's operation, which is where others have Rt: type, target and policy of 2, 2 and 1 bits. */
export const prefetch: Matcher = {
  match: (operand) => {
    if (operand.kind === 'immediate') {
      return operand.value >= 0n && operand.value < 32n
        ? { Rt: Number(operand.value) }
        : wrongValue(() => `'${operand.text}' is out of range: expected 0 to 31`);
    }
    const match = /^p(ld|li|st)l([123])(keep|strm)$/.exec(operand.text);
    if (match === null) {
      return {
        ...wrongKind(() => `'${operand.text}' is not a prefetch operation such as 'pldl1keep'`),
        names: () => prefetchNames,
      };
    }
    const [, type = 'ld', level, policy] = match;
    const kind = kinds.indexOf(type as 'ld');
    return { Rt: kind * 8 + (Number(level) - 1) * 2 + (policy === 'strm' ? 1 : 0) };
  },
  print: (valueOf) => {
    const operation = valueOf('Rt');
    const kind = kinds[operation >> 3];
    const level = ((operation >> 1) & 3) + 1;
    return kind === undefined || level > 3
      ? `#0x${operation.toString(16).padStart(2, '0')}`
      : `p${kind}l${level}${(operation & 1) === 1 ? 'strm' : 'keep'}`;
  },
};
