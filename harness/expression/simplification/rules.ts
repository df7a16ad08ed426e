import type { Operator } from '../operator.ts';
import { andRule, notRule, orRule, xorRule } from './bit-rules.ts';
import { choiceRule } from './choice-rules.ts';
import { eqRule } from './equality-rule.ts';
import { concatRule } from './join.ts';
import type { Rule } from './maker.ts';
import { sltRule, ultRule } from './order-rules.ts';
import {
  ashrRule,
  lshrRule,
  noRule,
  rbitRule,
  rorRule,
  sdivRule,
  shlRule,
  udivRule,
} from './other-rules.ts';
import { extractRule, signExtendRule, zeroExtendRule } from './part-rules.ts';
import { addRule, mulRule, negRule, subRule } from './sum-rules.ts';

/** What simplifies an operation of which not all operands are constants. */
export const rules: Readonly<Record<Operator, Rule>> = {
  add: addRule,
  sub: subRule,
  mul: mulRule,
  udiv: udivRule,
  sdiv: sdivRule,
  and: andRule,
  or: orRule,
  xor: xorRule,
  not: notRule,
  neg: negRule,
  shl: shlRule,
  lshr: lshrRule,
  ashr: ashrRule,
  ror: rorRule,
  eq: eqRule,
  ult: ultRule,
  slt: sltRule,
  ite: choiceRule,
  extract: extractRule,
  concat: concatRule,
  'zero-extend': zeroExtendRule,
  'sign-extend': signExtendRule,
  clz: noRule,
  rbit: rbitRule,
  crc32: noRule,
};
