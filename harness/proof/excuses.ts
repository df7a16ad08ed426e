import type { Abi, NotProved } from '../abi/abi.ts';
import { suggest } from '../abi/document/suggestion.ts';
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Statement } from './result.ts';

/*
 * Words of this file. An excuse is an entry of `not-proved:` in abi.yaml: it fits statements, and says why they need no
 * proof.
 */

/** Statements with the reasons why some need no proof, and the excuses that are none. */
export interface ExcusedStatements {
  readonly statements: readonly Statement[];
  readonly mistakes: readonly Diagnostic[];
}

/**
 * Gives each statement of an ABI that is not proved the reason of the first excuse that fits it. `whole`: the names of tables
 * of which every statement is there, of the ABI's own code. Only there can an excuse be needless.
 */
export function excuse(
  abi: Abi,
  statements: readonly Statement[],
  whole: ReadonlySet<string>,
): ExcusedStatements {
  return {
    statements: statements.map((statement) => {
      const entry = abi.notProved.find((one) => fits(one, statement));
      return statement.verdict === 'proved' || entry === undefined
        ? statement
        : { ...statement, excused: entry.reason };
    }),
    mistakes: abi.notProved
      .filter((entry) => isDecided(entry, abi, whole))
      .flatMap((entry) => mistakeOf(entry, statements) ?? []),
  };
}

/** In the order in which a person narrows a search down. */
const narrowing = ['vectors', 'way', 'caller', 'slot', 'clause'] as const;
type Key = (typeof narrowing)[number];

function fits(entry: NotProved, statement: Statement): boolean {
  return narrowing.every((key) => agrees(key, entry, statement));
}

function agrees(key: Key, entry: NotProved, statement: Statement): boolean {
  const wanted = wantedOf(key, entry);
  return wanted === undefined || wanted === foundOf(key, statement);
}

function wantedOf(key: Key, entry: NotProved): string | undefined {
  return key === 'way' ? entry.way.name : entry[key];
}

function foundOf(key: Key, statement: Statement): string {
  return key === 'vectors' ? statement.table : statement[key];
}

/** Whether every statement is there that the excuse could fit. A table may have several names. */
function isDecided({ vectors }: NotProved, abi: Abi, whole: ReadonlySet<string>): boolean {
  if (vectors !== undefined) {
    return whole.has(vectors);
  }
  const all = [...abi.vectors.values()];
  const symbols = new Set(all.filter(({ name }) => whole.has(name)).map(({ table }) => table));
  return all.every(({ table }) => symbols.has(table));
}

const unknownCodes: Readonly<Record<Key, DiagnosticCode>> = {
  vectors: 'unknown-vectors',
  way: 'bad-not-proved',
  caller: 'unknown-caller',
  slot: 'bad-not-proved',
  clause: 'bad-not-proved',
};

function mistakeOf(entry: NotProved, statements: readonly Statement[]): Diagnostic | undefined {
  let left = statements;
  for (const key of narrowing) {
    const found = left.filter((statement) => agrees(key, entry, statement));
    if (found.length === 0) {
      return noStatement(key, entry, left);
    }
    left = found;
  }
  if (left.some(({ verdict }) => verdict !== 'proved')) {
    return undefined;
  }
  return mistake('bad-not-proved', `${subjectOf(entry)} is proved by now`, entry, {
    note: 'remove the entry',
  });
}

/** Nothing of what the keys before it left has this key's value. */
function noStatement(key: Key, entry: NotProved, left: readonly Statement[]): Diagnostic {
  const wanted = wantedOf(key, entry) ?? '';
  const what = key === 'way' ? entry.way.kind : key;
  const of = key === 'way' || key === 'vectors' ? '' : ` of '${entry.way.name}'`;
  const note = suggest(
    wanted,
    left.map((statement) => foundOf(key, statement)),
  );
  return mistake(
    unknownCodes[key],
    `no statement${of} has the ${what} '${wanted}'`,
    entry,
    note === undefined ? {} : { note },
  );
}

/** `'HVC_GET_VECTORS', caller 'guest', clause 'memory'` */
function subjectOf(entry: NotProved): string {
  const more = (['caller', 'slot', 'clause'] as const).flatMap((key) =>
    entry[key] === undefined ? [] : [`, ${key} '${entry[key]}'`],
  );
  return `'${entry.way.name}'${more.join('')}`;
}

function mistake(
  code: DiagnosticCode,
  message: string,
  { place }: NotProved,
  more: Pick<Diagnostic, 'note'>,
): Diagnostic {
  return { code, severity: 'error', message: `not-proved: ${message}`, place, ...more };
}
