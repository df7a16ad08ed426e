import type { Fields } from '../../../architecture/a64/pattern.ts';
import { compileDistance, compileImmediate, matchAuthenticated, matchBit } from './immediate.ts';
import { compileMemory } from './memory.ts';
import type { Matcher, WidthOf } from './miss.ts';
import { compileRegister, compileSecond, compileUpdated } from './register.ts';
import { compileControlRegister, matchSystemRegister } from './system.ts';
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
  if (specification === 'system') {
    return matchSystemRegister;
  }
  if (specification.startsWith('c:')) {
    return compileControlRegister(specification.slice('c:'.length));
  }
  const immediate = /^([us])(\d*):(\w+)(?:\*(\d+))?(?:\+(\d+))?$/.exec(specification);
  if (immediate !== null) {
    const [, sign, bits, field = '', scale = 1, base = 0] = immediate;
    const width = bits === '' ? widthOf(field) : Number(bits);
    const fieldsOf = (value: number): Fields => ({ [field]: value });
    return compileImmediate(sign === 's', width, Number(scale), fieldsOf, Number(base));
  }
  return compileRegister(specification, widthOf);
}
