import { printCallback } from '../abi/patches.ts';
import type { Test } from '../fixture/test.ts';

/** Tests with the same key can share a session. */
export function sessionKey({ abi, vectors, code, standIns, otherSymbols, firmware }: Test): string {
  const { table, files, load, symbolPrefix, alternatives, callbacks, contract } = vectors;
  const vectorParts = [
    table,
    files,
    load?.address,
    symbolPrefix,
    alternatives,
    callbacks?.map(printCallback),
    contract.functions,
  ];
  const acts = standIns.map(({ symbol, act }) => [symbol, act]);
  return JSON.stringify(
    [abi.directory, vectorParts, code, acts, otherSymbols?.act, firmware?.calls],
    plain,
  );
}

/** What JSON has no notation for; where something is written makes no difference. */
function plain(key: string, value: unknown): unknown {
  if (key === 'place') {
    return undefined;
  }
  if (value instanceof Map) {
    return [...value];
  }
  return typeof value === 'bigint' ? value.toString() : value;
}
