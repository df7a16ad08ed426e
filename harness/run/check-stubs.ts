import { HcallError } from '../diagnostics/diagnostic.ts';
import type { LinkedCode, Stub, Test } from '../fixture/test.ts';
import type { SessionBuilder } from './build.ts';
import { problemAt } from './problem-at.ts';

/** Throws `unused-stub` for a stub that neither a test names nor the code refers to. */
export function checkStubs({ stubs }: Test, builder: Pick<SessionBuilder, 'externalsOf'>): void {
  const unused = stubs.find(
    ({ symbol, neededBy }: Stub) =>
      neededBy !== undefined && !neededBy.some((code) => mayNeed(symbol, code, builder)),
  );
  if (unused !== undefined) {
    throw problemAt(
      'unused-stub',
      `nothing needs the stub '${unused.symbol}'`,
      unused.place,
      'no test names it, and the vector code does not refer to it or defines it itself: take it out, or write the symbol that is meant',
    );
  }
}

/** Of code that cannot be looked at, nothing is said here. */
function mayNeed(
  symbol: string,
  code: LinkedCode,
  builder: Pick<SessionBuilder, 'externalsOf'>,
): boolean {
  try {
    return builder.externalsOf(code)?.has(symbol) ?? true;
  } catch (error) {
    if (!(error instanceof HcallError)) {
      throw error;
    }
    return true;
  }
}
