import { expect, test } from '@jest/globals';
import type { ExceptionCause } from '../architecture/exception-cause.ts';
import { withSyndrome } from './syndrome.ts';

const svc = 0x5600_0000n;
const hvc = 0x5a00_0000n;
const dataAbort = 0x9200_0000n;

/** A preferred return may be chosen that is not the one of the class: it stays as long as the class returns to the same place. */
test.each([
  [svc, 'next', hvc, 'next'],
  [svc, 'next', dataAbort, 'this'],
  [dataAbort, 'this', hvc, 'next'],
  [svc, 'this', hvc, 'this'],
] as const)('%p, which returns to %s, as %p returns to %s', (esr, before, other, after) => {
  const cause: ExceptionCause = { kind: 'synchronous', esr, preferredReturn: before };
  expect(withSyndrome({ cause }, new Map([['esr_el2', other]]))).toEqual({
    cause: { kind: 'synchronous', esr: other, preferredReturn: after },
  });
});
