import type { Abi } from '../abi/abi.ts';
import { problemAt } from '../abi/document/problem-at.ts';
import { suggest } from '../abi/document/suggestion.ts';
import type { StandIn } from '../abi/stand-in.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import { symbolsOfAbi, withStubUse } from '../fixture/stub-use.ts';
import type { LinkedCode, Test } from '../fixture/test.ts';
import type { SessionBuilder } from './build.ts';
import type { CodeSymbols } from './code-images.ts';

/**
 * Throws `unused-stub` for a stub that neither a test names nor the code refers to; one of the ABI must be of use for one of
 * its tables, or for the code at hand.
 */
export function checkStubs(test: Test, builder: Pick<SessionBuilder, 'symbolsOf'>): void {
  const ofAbi = new Set<StandIn>(unnamedOf(test.abi));
  for (const standIn of test.standIns) {
    const codes = ofAbi.has(standIn) ? codesOf(test) : standIn.neededBy;
    if (codes !== undefined) {
      checkUse(standIn, symbolsOfCodes(standIn, codes, test, builder));
    }
  }
}

function symbolsOfCodes(
  standIn: StandIn,
  codes: readonly LinkedCode[],
  test: Test,
  builder: Pick<SessionBuilder, 'symbolsOf'>,
): (CodeSymbols | undefined)[] {
  return codes.map((code) => symbolsIn(withStandInFiles(code, standIn, test), builder));
}

/** Stubs of a test that it would have no use for if it were the only one of its file. */
export function unneededStubs(
  test: Test,
  builder: Pick<SessionBuilder, 'symbolsOf'>,
): readonly string[] {
  const own = test.standIns.map((standIn) => ({ ...standIn, neededBy: undefined }));
  const [alone] = withStubUse([{ ...test, standIns: own }], new Set(own), true) as [Test];
  return alone.standIns.flatMap((standIn) =>
    standIn.neededBy === undefined ||
    isOfUse(standIn, symbolsOfCodes(standIn, standIn.neededBy, alone, builder))
      ? []
      : [standIn.symbol],
  );
}

/** The stand-ins of an ABI that nothing of it but its code can need. */
export function unnamedOf(abi: Abi): readonly StandIn[] {
  const named = abi.standIns.length === 0 ? new Set() : symbolsOfAbi(abi);
  return abi.standIns.filter(({ symbol }) => !named.has(symbol));
}

/** Throws `unused-stub` where none of these has a use for the stand-in; undefined: of code that cannot be looked at. */
export function checkUse(
  { symbol, place }: StandIn,
  codes: readonly (CodeSymbols | undefined)[],
): void {
  if (!isOfUse({ symbol }, codes)) {
    const known = codes.flatMap((code) => [...(code?.referred ?? []), ...(code?.defined ?? [])]);
    throw problemAt(
      'unused-stub',
      `nothing needs the stub '${symbol}'`,
      place,
      suggest(symbol, known) ??
        'no test names it and the vector code does not either: take it out, or write the symbol that is meant',
    );
  }
}

function isOfUse(
  { symbol }: Pick<StandIn, 'symbol'>,
  codes: readonly (CodeSymbols | undefined)[],
): boolean {
  return codes.some(
    (code) => code === undefined || code.referred.has(symbol) || code.defined.has(symbol),
  );
}

/** The code of a test, and that of all tables of its ABI. */
function codesOf({ abi, vectors, code }: Test): LinkedCode[] {
  const tables = [...abi.vectors.values()].map((contract): LinkedCode => ({
    abi,
    vectors: { contract, files: contract.files, table: contract.table },
    code: [],
  }));
  return [{ abi, vectors, code }, ...tables];
}

/** With the code of the other stand-ins, which may need this one. */
function withStandInFiles(code: LinkedCode, own: StandIn, { standIns }: Test): LinkedCode {
  const files = standIns.flatMap(({ symbol, act }) =>
    act.kind === 'code' && symbol !== own.symbol ? [act.file] : [],
  );
  return files.length === 0 ? code : { ...code, code: [...code.code, ...files] };
}

/** Of code that cannot be looked at, nothing is known here: whoever runs it says what is wrong with it. */
function symbolsIn(
  code: LinkedCode,
  builder: Pick<SessionBuilder, 'symbolsOf'>,
): CodeSymbols | undefined {
  try {
    return builder.symbolsOf(code);
  } catch (error) {
    if (!(error instanceof HcallError)) {
      throw error;
    }
    return undefined;
  }
}
