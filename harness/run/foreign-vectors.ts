import type { Place } from '../diagnostics/place.ts';
import type { Stub, Test } from '../fixture/test.ts';
import type { ForeignVectors } from './written-vectors.ts';

/** The test on other vectors than its own: those that a command line gives for all. One that they do not apply to is skipped. */
export function withVectors(test: Test, foreign: ForeignVectors | undefined): Test {
  if (foreign === undefined) {
    return test;
  }
  const { files, abi, contract, table, load, alternatives = [], stubs = [] } = foreign;
  const own = { '--abi': test.abi.name, '--contract': test.vectors.contract.name };
  const wanted = { '--abi': abi, '--contract': contract };
  const other = (['--abi', '--contract'] as const).find(
    (option) => wanted[option] !== undefined && wanted[option] !== own[option],
  );
  if (other !== undefined) {
    return { ...test, skip: test.skip ?? `of '${own[other]}', not of ${other} ${wanted[other]}` };
  }
  return {
    ...test,
    vectors: {
      ...test.vectors,
      files,
      alternatives,
      isReplaced: true,
      ...(table === undefined ? {} : { table }),
      ...(load === undefined ? {} : { load }),
    },
    stubs: [...test.stubs, ...stubs.map((symbol) => stopAt(symbol, test.place))],
  };
}

/** A stub at which calls end. */
export function stopAt(symbol: string, place: Place): Stub {
  return { symbol, kind: 'stop', outcome: 'called', value: undefined, place };
}
