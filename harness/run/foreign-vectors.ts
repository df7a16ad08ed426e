import { given } from '../collections/given.ts';
import { suggest } from '../abi/document/suggestion.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import { standInsOver } from '../abi/stand-in.ts';
import type { Test } from '../fixture/test.ts';
import { missingText } from './vectors-missing.ts';
import { readStubs } from './written-stubs.ts';
import type { ForeignVectors } from './written-vectors.ts';

/** What a test must have to run on foreign vectors, by the option that says so. */
const criteria = [
  { option: 'abi', code: 'unknown-abi', what: 'is of the ABI', of: ({ abi }: Test) => abi.name },
  {
    option: 'contract',
    code: 'unknown-vectors',
    what: 'has the vectors',
    of: ({ vectors }: Test) => vectors.contract.name,
  },
] as const;

/** The test on other vectors than its own: those that a command line gives for all. One that they do not apply to is skipped. */
export function withVectors(test: Test, foreign: ForeignVectors | undefined): Test {
  if (foreign === undefined) {
    return withoutFiles(test);
  }
  const other = criteria.find(
    ({ option, of }) => foreign[option] !== undefined && foreign[option] !== of(test),
  );
  if (other !== undefined) {
    const { option, of } = other;
    return {
      ...test,
      skip: test.skip ?? `of '${of(test)}', not of --${option} ${foreign[option]}`,
    };
  }
  const { files, table, load, symbolPrefix, alternatives, callbacks, stubs } = foreign;
  // Where the test's own files lie, and how they are patched, says nothing of these; what their ABI says does.
  const { load: _, alternatives: __, callbacks: ___, patchesPlace: ____, ...own } = test.vectors;
  const { contract } = own;
  return {
    ...test,
    vectors: {
      ...own,
      files,
      isReplaced: true,
      ...given({
        table,
        load: load === undefined ? undefined : { address: load },
        symbolPrefix,
        alternatives: alternatives ?? contract.alternatives,
        callbacks: callbacks ?? contract.callbacks,
        patchesPlace: contract.patchesPlace,
      }),
    },
    ...standInsOver(readStubs(stubs), test),
  };
}

/** A test whose ABI leaves the code to a command line that does not give it is skipped. */
function withoutFiles(test: Test): Test {
  const { abi, vectors, skip } = test;
  const reason = `${missingText(abi.name, vectors.contract.name)}: --vectors gives them`;
  return vectors.files.length > 0 ? test : { ...test, skip: skip ?? reason };
}

/** Throws `unknown-abi` or `unknown-vectors` for what no test has: it would leave all of them out. */
export function requireTests(foreign: ForeignVectors, tests: readonly Test[]): void {
  for (const { option, code, what, of } of criteria) {
    const wanted = foreign[option];
    const known = new Set(tests.map((test) => of(test)));
    if (wanted !== undefined && !known.has(wanted)) {
      throw problem(code, `no test ${what} '${wanted}'`, { note: suggest(wanted, known) });
    }
  }
}
