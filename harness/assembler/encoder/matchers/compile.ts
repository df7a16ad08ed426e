import { compileCount, compileInsertedAt, compileLeftShift } from './bit-field.ts';
import { condition, flags, inverseCondition } from './condition.ts';
import {
  compileBitMask,
  compileBytes,
  compileFloat,
  compileMovedMask,
  compileWide,
  floatZero,
} from './constant.ts';
import { compileDistance, compileExact, compileImmediate } from './immediate.ts';
import { compileMemory } from './memory.ts';
import type { Matcher, WidthOf } from './miss.ts';
import { compileExtend, compileLeft, compileShift, extendByShift } from './modifier.ts';
import { compileList, compileRegister, compileSecond, compileUpdated } from './register.ts';
import { compileControlRegister, systemRegister } from './system.ts';
import { compileWord, prefetch } from './word.ts';

/** Operands that are one word in a syntax. */
const named: ReadonlyMap<string, Matcher> = new Map([
  ['prefetch', prefetch],
  ['system', systemRegister],
  ['cond', condition],
  ['inverse', inverseCondition],
  ['nzcv', flags],
  ['zero', floatZero],
  ['extend', compileExtend('')],
  ['extend:w', compileExtend('w')],
  ['extend:x', compileExtend('x')],
  ['lsl', extendByShift],
  ...[32, 64].flatMap((width): [string, Matcher][] => [
    [`shift${width}`, compileShift(width, false)],
    [`rotate${width}`, compileShift(width, true)],
    [`mask${width}`, compileBitMask(width, false)],
    [`~mask${width}`, compileBitMask(width, true)],
    [`wide${width}`, compileWide(width, false)],
    [`~wide${width}`, compileWide(width, true)],
    [`moved${width}`, compileMovedMask(width)],
    [`left${width}`, compileLeftShift(width)],
    [`at${width}`, compileInsertedAt(width)],
    [`count${width}`, compileCount(width, false)],
    [`extracted${width}`, compileCount(width, true)],
    [`half${width}`, compileLeft(16, 'hw', width - 16)],
  ]),
]);

/** The matcher of one operand; the language is at CompiledSyntax. @throws TypeError for a specification that is none */
export function compileOperand(specification: string, widthOf: WidthOf): Matcher {
  const known = named.get(specification);
  if (known !== undefined) {
    return known;
  }
  if (specification.startsWith('[')) {
    return compileMemory(specification, (part) => compileOperand(part, widthOf));
  }
  if (specification.startsWith('{')) {
    return compileList(specification, widthOf);
  }
  if (specification.startsWith('=')) {
    return compileWord(specification.slice(1));
  }
  if (specification.startsWith('#')) {
    return compileExact(specification.slice(1));
  }
  if (specification.endsWith('!')) {
    return compileUpdated(specification.slice(0, -1), widthOf);
  }
  const second = /^([XW])\+1:(\w+)$/.exec(specification);
  if (second !== null) {
    return compileSecond(second[1] === 'X' ? 'x' : 'w', second[2] ?? '');
  }
  if (specification.startsWith('pc') || specification.startsWith('adr')) {
    return compileDistance(specification, widthOf);
  }
  const other = /^(c|float16|float32|float64|bytes|lsl8):([\w.<>:]+)$/.exec(specification);
  const place = other?.[2] ?? '';
  switch (other?.[1]) {
    case 'c':
      return compileControlRegister(place);
    case 'bytes':
      return compileBytes(place);
    case 'lsl8':
      return compileLeft(8, place, (2 ** widthOf(place) - 1) * 8);
    case 'float16':
    case 'float32':
    case 'float64':
      return compileFloat(Number(other?.[1]?.slice('float'.length)), place);
    default:
      return compileImmediate(specification, widthOf) ?? compileRegister(specification, widthOf);
  }
}
