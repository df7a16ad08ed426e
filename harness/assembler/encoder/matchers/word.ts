import type { Operand } from '../operand.ts';
import { compileImmediate } from './immediate.ts';
import type { Bits, Matcher } from './miss.ts';
import { wrongKind } from './miss.ts';

export function compileWord(word: string): Matcher {
  return (operand) => {
    const { text } = operand;
    return text.replace(/\s*#?(?=\d+$)/, ' ') === word || text === word
      ? 0
      : wrongKind(() => `expected '${word}', found '${text}'`);
  };
}

const prefetchNumber = compileImmediate(false, 5, 1, 0);

/** PRFM's prfop: type 4:3, target 2:1, policy 0. */
export function matchPrefetch(operand: Operand): Bits {
  if (operand.kind === 'immediate') {
    return prefetchNumber(operand, undefined);
  }
  const match = /^p(ld|li|st)l([123])(keep|strm)$/.exec(operand.text);
  if (match === null) {
    return wrongKind(() => `'${operand.text}' is not a prefetch operation such as 'pldl1keep'`);
  }
  const [, type = '', level, policy] = match;
  const kind = ['ld', 'li', 'st'].indexOf(type);
  return (kind << 3) | ((Number(level) - 1) << 1) | (policy === 'strm' ? 1 : 0);
}
