import type { Stub, Test } from '../fixture/test.ts';

/** Tests with the same key can share a session. */
export function sessionKey({ abi, vectors, stubs, code }: Test): string {
  const stubParts = stubs.map(({ symbol, kind, outcome, value }: Stub) => [
    symbol,
    kind,
    outcome,
    value?.toString(),
  ]);
  const { table, files, load, alternatives } = vectors;
  const vectorParts = [table, files, load?.address.toString(), alternatives];
  return JSON.stringify([abi.directory, ...vectorParts, code, stubParts]);
}
