import { HcallError } from '../diagnostics/diagnostic.ts';
import type { LinkedCode, Test, TestStandIn } from '../fixture/test.ts';
import type { SessionBuilder } from './build.ts';
import { problemAt } from '../abi/document/problem-at.ts';

/** Throws `unused-stub` for a stub that neither a test names nor the code refers to. */
export function checkStubs({ standIns }: Test, builder: Pick<SessionBuilder, 'symbolsOf'>): void {
  const unused = standIns.find(
    (stub) =>
      stub.neededBy !== undefined && !stub.neededBy.some((code) => mayNeed(stub, code, builder)),
  );
  if (unused !== undefined) {
    throw problemAt(
      'unused-stub',
      `nothing needs the stub '${unused.symbol}'`,
      unused.place,
      'no test names it and the vector code does not either: take it out, or write the symbol that is meant',
    );
  }
}

/**
 * What the code refers to or defines. Of code that cannot be looked at, nothing is said here.
 */
function mayNeed(
  { symbol }: TestStandIn,
  code: LinkedCode,
  builder: Pick<SessionBuilder, 'symbolsOf'>,
): boolean {
  try {
    const { defined, referred } = builder.symbolsOf(code);
    return defined.has(symbol) || referred.has(symbol);
  } catch (error) {
    if (!(error instanceof HcallError)) {
      throw error;
    }
    return true;
  }
}
