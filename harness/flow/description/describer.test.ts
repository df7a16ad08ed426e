import { describe, expect, test } from '@jest/globals';
import type { RegisterName } from '../../architecture/registers.ts';
import type { Constraint } from '../../solver/condition.ts';
import type { Flow } from '../flow.ts';
import type { FlowValue } from '../flow-state.ts';
import { newFlowLanguage } from '../following.ts';
import type { Source } from '../source.ts';
import type { Conjunction } from './conjunction.ts';
import { Describer } from './describer.ts';
import { printConjunction } from './print-conjunction.ts';

const language = newFlowLanguage();
const { builder, sources } = language;
const describer = new Describer(language);
const flow = { builder, sources, regions: [], addressOf: () => undefined } as Partial<Flow> as Flow;

const register = (name: RegisterName): FlowValue => builder.input(sources.register(name), 64);
const x0 = register('x0');
const x1 = register('x1');
const x2 = register('x2');
const vttbr = register('vttbr_el2');
const immediate = builder.input(sources.immediate, 16);
const flags = builder.input(sources.flags, 4);

const bytes = (address: bigint, size: number): FlowValue =>
  Array.from({ length: size }, (_, index) =>
    builder.input(sources.memory(address + BigInt(index)), 8),
  ).reduce((below, byte) => builder.concat(byte, below));
const doubleword = bytes(0x1000n, 8);
const upperWord = bytes(0x1004n, 4);

const number = (value: bigint | number, width = 64): FlowValue => builder.constant(value, width);
const compare = (
  operator: 'eq' | 'ult' | 'slt',
  left: FlowValue,
  right: FlowValue | bigint | number,
): FlowValue =>
  builder.compare(operator, left, typeof right === 'object' ? right : number(right, left.width));
const eq = (left: FlowValue, right: FlowValue | bigint | number) => compare('eq', left, right);
const ult = (left: FlowValue, right: FlowValue | bigint | number) => compare('ult', left, right);
const slt = (left: FlowValue, right: FlowValue | bigint | number) => compare('slt', left, right);
const not = (condition: FlowValue): FlowValue => builder.unary('not', condition);
const or = (left: FlowValue, right: FlowValue): FlowValue => builder.binary('or', left, right);
const add = (left: FlowValue, right: FlowValue): FlowValue => builder.binary('add', left, right);
const masked = (value: FlowValue, mask: bigint): FlowValue =>
  builder.binary('and', value, number(mask));
const bits = (value: FlowValue, high: number, low: number): FlowValue =>
  builder.extract(value, low, high - low + 1);

const held = (expression: FlowValue): Constraint<Source> => ({ expression, holds: true });
const everything = { isFree: () => true, base: () => 0n };

const described = (conditions: readonly FlowValue[]): Conjunction | undefined =>
  describer.describe(conditions.map(held), everything);
const text = (conjunction: Conjunction | undefined): string =>
  conjunction === undefined
    ? 'never'
    : printConjunction(
        { diagrams: describer.diagrams, flow, nameOfAddress: () => undefined },
        conjunction,
      );

describe('a path is described', () => {
  test.each<[string, readonly FlowValue[]]>([
    ['always', []],
    ['always', [or(eq(x0, 1), not(eq(x0, 1)))]],
    ['never', [eq(x0, 1), ult(x0, 1)]],
    ['never', [ult(x0, x1), not(ult(x0, x1))]],
    ['x0 = 0x2', [not(eq(x0, 1)), eq(x0, 2)]],
    ['x0 != 0x0', [not(eq(x0, 0))]],
    ['x0 != 0xffffffffffffffff', [not(eq(x0, -1))]],
    ['x0 < 0x3', [ult(x0, 3)]],
    ['x0 < 0x4', [ult(x0, 4)]],
    ['x0 >= 0x4', [not(ult(x0, 4))]],
    ['x0 = 0x3-0x8', [ult(builder.binary('sub', x0, number(3)), 6)]],
    ['x0 = 0x1, 0x3', [ult(x0, 4), eq(bits(x0, 0, 0), 1)]],
    ['x0 = 0x0, 0x4-0x7', [ult(x0, 8), not(ult(builder.binary('sub', x0, number(1)), 3))]],
    ['x0 != 0x0, 0x5', [not(eq(x0, 0)), not(eq(x0, 5))]],
    ['x0 = 0xc6000000-0xc6000040', [not(ult(x0, 0xc6000000)), ult(x0, 0xc6000041)]],
    ['x0[31:0] = 0x84000000', [eq(bits(x0, 31, 0), 0x84000000)]],
    ['x0[31:0] < 0x4', [ult(bits(x0, 31, 0), 4)]],
    ['x0 <s 0x5', [slt(x0, 5)]],
    ['x0 >=s 0x5', [not(slt(x0, 5))]],
    ['x0 >=s 0xfffffffffffffffb', [not(slt(x0, -5))]],
    ['x0 <s 0xfffffffffffffffb', [slt(x0, -5)]],
    ['x0[63] = 0x1', [slt(x0, 0)]],
    ['x0[31:0] <s 0x5', [slt(bits(x0, 31, 0), 5)]],
    ['VTTBR_EL2[47:1] = 0x0', [eq(masked(vttbr, 0xffff_ffff_fffen), 0)]],
    ['VTTBR_EL2[47:1] != 0x0', [not(eq(masked(vttbr, 0xffff_ffff_fffen), 0))]],
    ['x0[63] = 0x0, x0[0] = 0x0', [eq(masked(x0, 0x8000_0000_0000_0001n), 0)]],
    ['x0[63:32] = 0x5, x0[1:0] = 0x0', [eq(bits(x0, 63, 32), 5), eq(bits(x0, 1, 0), 0)]],
    ['x0 = 0x1000-0x13ff, x0[1:0] = 0x0', [eq(bits(x0, 63, 10), 4), eq(bits(x0, 1, 0), 0)]],
    ['x0 = 0x0, 0x4, 0x8 and 6 more', [ult(x0, 0x24), eq(masked(x0, 3n), 0)]],
    ['x0[2:0] = 0x1, 0x3-0x7', [not(eq(masked(x0, 5n), 0)), not(eq(masked(x0, 7n), 2))]],
    ['NZCV[2] = 0x1', [eq(bits(flags, 2, 2), 1)]],
    ['NZCV[3] = 0x0, NZCV[0] = 0x1', [eq(bits(flags, 3, 3), 0), eq(bits(flags, 0, 0), 1)]],
    ['immediate = 0x7, x0 = 0x2, x1 = 0x1', [eq(x1, 1), eq(x0, 2), eq(immediate, 7)]],
    ['[0x1000] != 0x0', [not(eq(doubleword, 0))]],
    ['[0x1000] < 0x4', [ult(doubleword, 4)]],
    ['[0x1004, 4] < 0x4', [ult(upperWord, 4)]],
    ['[0x1004, 4][31] = 0x1', [slt(upperWord, 0), ult(bits(upperWord, 30, 24), 0x80)]],
    ['x0 = x1', [eq(x0, x1)]],
    ['x0 <s x1', [slt(x0, x1)]],
    ['x1 + x2 = 0x1234', [eq(add(x1, x2), 0x1234)]],
    ['x0 = 0x2, x1 = 0x2', [eq(x0, x1), eq(x0, 2)]],
    ['x0 = 0x2, x1 >= 0x3', [ult(x0, x1), eq(x0, 2)]],
    ['never', [ult(x0, x1), eq(x1, 0)]],
  ])('%s', (expected, conditions) => {
    expect(text(described(conditions))).toBe(expected);
  });
});
