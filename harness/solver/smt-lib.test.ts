import { describe, expect, test } from '@jest/globals';
import { binary, compare, constant, input, opaque } from '../expression/expression.ts';
import { smtLibScript } from './smt-lib.ts';

const x = input('x0', 64);
const three = constant(3, 64);

test('what is used twice is defined once', () => {
  const sum = binary('add', x, three);
  const product = binary('mul', sum, sum);
  const expression = compare('ult', product, three);
  expect(smtLibScript([{ expression, holds: false }], (name) => name)).toBe(
    `(set-option :produce-models true)
(set-logic QF_BV)
(declare-const |x0| (_ BitVec 64))
(define-fun %t0 () (_ BitVec 64) (bvadd |x0| #x0000000000000003))
(define-fun %t1 () (_ BitVec 64) (bvmul %t0 %t0))
(define-fun %t2 () (_ BitVec 1) (ite (bvult %t1 #x0000000000000003) #b1 #b0))
(assert (= %t2 #b0))
(check-sat)
(get-value (|x0|))
`,
  );
});

test('an opaque value is that of a function of which nothing is known', () => {
  const expression = compare('eq', opaque('FADD', [x, three], 64), three);
  expect(smtLibScript([{ expression, holds: true }], (name) => name)).toBe(
    `(set-option :produce-models true)
(set-logic QF_UFBV)
(declare-const |x0| (_ BitVec 64))
(declare-fun |%f FADD 64 64 64| ((_ BitVec 64) (_ BitVec 64)) (_ BitVec 64))
(define-fun %t0 () (_ BitVec 64) (|%f FADD 64 64 64| |x0| #x0000000000000003))
(define-fun %t1 () (_ BitVec 1) (ite (= %t0 #x0000000000000003) #b1 #b0))
(assert (= %t1 #b1))
(check-sat)
(get-value (|x0|))
`,
  );
});

/** Of one input for each name. */
const script = (...names: readonly string[]): string =>
  smtLibScript(
    names.map((name, index) => ({ expression: input(index, 1), holds: name !== '' })),
    (index) => names[index] ?? '',
  );

describe('names', () => {
  test('are any texts', () => {
    expect(script('a|b', '50%', 'é\\')).toContain('(get-value (|a%7c;b| |50%25;| |%e9;%5c;|))');
  });

  test('are distinct', () => {
    expect(() => script('a', 'a')).toThrow(RangeError);
  });
});
