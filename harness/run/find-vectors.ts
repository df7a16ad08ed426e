import { suggest } from '../abi/document/suggestion.ts';
import { HcallError, problem } from '../diagnostics/diagnostic.ts';
import type { AloneOptions } from './run-alone.ts';
import { runAlone } from './run-alone.ts';
import type { TableSymbols } from './table-symbols.ts';
import type { ToolSetting } from './tool-setting.ts';
import { takenText } from './taken-symbol.ts';
import type { VectorSet, VectorTable } from './vectors.ts';
import { resolveVectors, tablesOf } from './vectors.ts';
import { checkUse, unnamedOf } from './check-stubs.ts';
import { readStubs } from './written-stubs.ts';

import type { WrittenVectors } from './written-vectors.ts';

/**
 * The tables that a user means, of files those that they have. Throws what `resolveVectors` throws, `unused-stub` for a stub that
 * none of them has a use for, and what is wrong with sources that must be looked into: `alone` says how.
 */
export async function findVectors(
  written: WrittenVectors,
  setting: ToolSetting,
  alone: AloneOptions = {},
): Promise<VectorSet> {
  const set = resolveVectors(written);
  const stubs = readStubs(written.stubs).standIns.map(({ symbol }) => symbol);
  const hasOthers = set.tables.some(({ otherSymbols }) => otherSymbols !== undefined);
  await checkAbi(set, setting, alone);
  if (!set.isGuess && !hasOthers && stubs.length === 0) {
    return set;
  }
  const found = await lookInto(set.tables, setting, alone);
  if (found === undefined) {
    return { ...set, tables: set.tables.slice(0, 1) };
  }
  const tables = set.tables.flatMap((table, index): VectorTable[] => {
    const symbols = found[index];
    return symbols === undefined || symbols === 'no table'
      ? []
      : [{ ...table, assumptions: assumptionsOf(table, symbols) }];
  });
  if (tables.length === 0) {
    // The error of the first one says which symbols there are.
    return { ...set, tables: set.tables.slice(0, 1) };
  }
  requireStubs(stubs, found);
  return { ...set, tables };
}

/** Throws `unused-stub` for a stub of the ABI that neither its tables nor those that are meant have a use for. */
async function checkAbi(
  { abi, tables }: VectorSet,
  setting: ToolSetting,
  alone: AloneOptions,
): Promise<void> {
  const standIns = unnamedOf(abi);
  if (standIns.length === 0) {
    return;
  }
  try {
    const found = await lookInto([...tables, ...tablesOf(abi)], setting, alone);
    const codes = found?.filter((symbols) => symbols !== 'no table');
    standIns.forEach((standIn) => checkUse(standIn, codes ?? [undefined]));
  } catch (error) {
    // What is wrong with the code of a table that is meant is said of that table.
    if (!(error instanceof HcallError) || error.diagnostics[0]?.code === 'unused-stub') {
      throw error;
    }
  }
}

function assumptionsOf(
  { name, abi, otherSymbols }: VectorTable,
  { taken }: Exclude<TableSymbols, 'no table'>,
): string[] {
  return otherSymbols === undefined || taken.length === 0
    ? []
    : [`of ${abi.name}/${name}: ${takenText(taken, otherSymbols.act)}`];
}

/** Undefined where the files cannot be looked into in time: whoever builds them next says so of what it does. */
async function lookInto(
  tables: readonly VectorTable[],
  setting: ToolSetting,
  alone: AloneOptions,
): Promise<readonly TableSymbols[] | undefined> {
  try {
    return (await runAlone({ type: 'symbols', tables }, setting, alone)).answer.found;
  } catch (error) {
    const code = error instanceof HcallError ? error.diagnostics[0]?.code : undefined;
    if (code === 'call-timeout' || code === 'call-crash') {
      return undefined;
    }
    throw error;
  }
}

function requireStubs(stubs: readonly string[], found: readonly TableSymbols[]): void {
  const symbols = found.filter((one) => one !== 'no table');
  const unused = stubs.find((name) =>
    symbols.every(({ referred, defined }) => !referred.has(name) && !defined.has(name)),
  );
  if (unused !== undefined) {
    const known = symbols.flatMap(({ referred }) => [...referred]);
    throw problem('unused-stub', `nothing needs the stub '${unused}'`, {
      note: suggest(unused, known) ?? 'the vector code neither refers to it nor defines it',
    });
  }
}
