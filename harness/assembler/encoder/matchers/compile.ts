import { compileDistance, compileImmediate, matchAuthenticated, matchBit } from './immediate.ts';
import { compileMemory } from './memory.ts';
import type { Matcher, WidthOf } from './miss.ts';
import { compileRegister, compileSecond, compileUpdated } from './register.ts';
import { compileWord, matchPrefetch } from './word.ts';

/** The matcher of one operand; the language is at CompiledSyntax. @throws TypeError for a specification that is none */
export function compileOperand(specification: string, widthOf: WidthOf): Matcher {
  if (specification.startsWith('[')) {
    return compileMemory(specification, (part) => compileOperand(part, widthOf));
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
  if (specification.endsWith('!')) {
    return compileUpdated(specification.slice(0, -1), widthOf);
  }
  if (specification.endsWith('+1')) {
    return compileSecond(specification.startsWith('X') ? 'x' : 'w');
  }
  if (specification.startsWith('pc') || specification.startsWith('adr')) {
    return compileDistance(specification, widthOf);
  }
  const immediate = /^([us]):(\w+)(?:\*(\d+))?$/.exec(specification);
  if (immediate !== null) {
    const [, sign, field = '', scale] = immediate;
    return compileImmediate(sign === 's', widthOf(field), Number(scale ?? 1), (value) => ({
      [field]: value,
    }));
  }
  return compileRegister(specification, widthOf);
}
