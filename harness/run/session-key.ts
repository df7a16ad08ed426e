import { printCallback } from '../abi/patches.ts';
import type { Stub, Test } from '../fixture/test.ts';

/** Tests with the same key can share a session. */
export function sessionKey({ abi, vectors, stubs, code }: Test): string {
  const stubParts = stubs.map(({ symbol, kind, outcome, value }: Stub) => [
    symbol,
    kind,
    outcome,
    value?.toString(),
  ]);
  const { table, files, load, symbolPrefix, alternatives, callbacks } = vectors;
  const vectorParts = [
    table,
    files,
    load?.address.toString(),
    symbolPrefix,
    alternatives,
    callbacks?.map(printCallback),
  ];
  return JSON.stringify([abi.directory, ...vectorParts, code, stubParts]);
}
