import type { Operand } from '../operand.ts';
import { compileImmediate } from './immediate.ts';
import type { Found, Matcher } from './miss.ts';
import { wrongKind } from './miss.ts';

export function compileWord(word: string): Matcher {
  return (operand) => {
    const { text } = operand;
    return text.replace(/\s*#?(?=\d+$)/, ' ') === word || text === word
      ? {}
      : { ...wrongKind(() => `expected '${word}', found '${text}'`), word };
  };
}

const prefetchNumber = compileImmediate(false, 5, 1, (operation) => ({ Rt: operation }));

/** PRFM's operation, which is where others have Rt: type, target and policy of 2, 2 and 1 bits. */
export function matchPrefetch(operand: Operand): Found {
  if (operand.kind === 'immediate') {
    return prefetchNumber(operand, undefined);
  }
  const match = /^p(ld|li|st)l([123])(keep|strm)$/.exec(operand.text);
  if (match === null) {
    return wrongKind(() => `'${operand.text}' is not a prefetch operation such as 'pldl1keep'`);
  }
  const [, type = '', level, policy] = match;
  const kind = ['ld', 'li', 'st'].indexOf(type);
  return { Rt: kind * 8 + (Number(level) - 1) * 2 + (policy === 'strm' ? 1 : 0) };
}
