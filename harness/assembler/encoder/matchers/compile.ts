import { compileDistance, compileImmediate, matchAuthenticated, matchBit } from './immediate.ts';
import { compileMemory } from './memory.ts';
import type { Matcher } from './miss.ts';
import { compileRegister, compileSecond } from './register.ts';
import { compileWord, matchPrefetch } from './word.ts';

/** The matcher of one operand pattern; the language is at `Row` in pattern.ts. @throws TypeError for a pattern that is none */
export function compileOperand(specification: string): Matcher {
  if (specification.startsWith('[')) {
    return compileMemory(specification, compileOperand);
  }
  if (specification.startsWith('=')) {
    return compileWord(specification.slice(1));
  }
  if (specification === 'prefetch') {
    return matchPrefetch;
  }
  if (specification === 'bit') {
    return matchBit;
  }
  if (specification === 'authenticated') {
    return matchAuthenticated;
  }
  if (specification.endsWith('+1')) {
    return compileSecond(specification.startsWith('X') ? 'x' : 'w');
  }
  if (specification.startsWith('pc') || specification.startsWith('adr')) {
    return compileDistance(specification);
  }
  const immediate = /^([us])(\d+)(?:\*(\d+))?@(\d+)$/.exec(specification);
  if (immediate !== null) {
    const [, sign, width, scale, shift] = immediate;
    return compileImmediate(sign === 's', Number(width), Number(scale ?? 1), Number(shift));
  }
  return compileRegister(specification);
}
