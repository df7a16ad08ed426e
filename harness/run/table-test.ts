import type { Test, TestStep } from '../fixture/test.ts';
import type { VectorTable } from './vectors.ts';

/** The test that calls a table; without steps it says only what is loaded. */
export function tableTest(
  { name, abi, vectors, standIns, otherSymbols, firmware }: VectorTable,
  steps: readonly TestStep[] = [],
): Test {
  const place = { file: vectors.files[0] ?? abi.directory, line: 1, column: 1 };
  return {
    id: name,
    file: place.file,
    name,
    place,
    tags: [],
    skip: undefined,
    xfail: undefined,
    abi,
    vectors,
    standIns,
    otherSymbols,
    firmware,
    regions: abi.regions,
    code: [],
    steps,
  };
}
