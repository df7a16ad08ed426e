import { abiReference } from '../abi/reference.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { HcallError, problem } from '../diagnostics/diagnostic.ts';
import type { RanHeader } from '../run/document-header.ts';
import { ranHeader } from '../run/document-header.ts';
import { findVectors } from '../run/find-vectors.ts';
import type { VectorSet, VectorTable } from '../run/vectors.ts';
import type { WrittenVectors } from '../run/written-vectors.ts';
import type { AnalysisOptions, PartOutcome } from '../sweep/requests.ts';
import { aloneOptionsOf, runParts } from '../sweep/requests.ts';
import { workerModule } from '../workers/module.ts';
import { callCommand } from './call-command.ts';
import { excuse } from './excuses.ts';
import type { ProofResult, ProvedTable, Statement } from './result.ts';
import type { ProofRequest } from './service.ts';
import { openProofService } from './service.ts';
import type { TableProof, TableStatement } from './table-proof.ts';

export interface ProveOptions extends AnalysisOptions {
  /** Proved together, as one result. */
  readonly vectors: readonly WrittenVectors[];
  /** What paths in the fixtures of counterexamples are relative to. */
  readonly cwd: string;
  /** Options of a command line that changes what code runs, and how: a printed command must run the same. */
  readonly repeat?: readonly string[];
}

/** A result, and what is wrong with the `not-proved:` of its ABIs. */
export interface CheckedProof {
  readonly result: ProofResult;
  readonly mistakes: readonly Diagnostic[];
}

/**
 * Proves what ABIs declare of each way into each of their tables. Throws an HcallError for what is wrong with an ABI or its
 * code, for an entry of `not-proved:` that is not needed, for a solver that is missing, and `nothing-to-prove`.
 */
export async function prove(options: ProveOptions): Promise<ProofResult> {
  const { result, mistakes } = await checkedProof(options);
  requireNone(mistakes);
  return result;
}

/** Throws one HcallError for all mistakes, if there are any. */
export function requireNone([first, ...more]: readonly Diagnostic[]): void {
  if (first !== undefined) {
    throw new HcallError([first, ...more]);
  }
}

/** A table, and how a user calls it. */
interface NamedTable {
  readonly table: VectorTable;
  readonly written: WrittenVectors;
}

/** The same, with the mistakes in place of their error. */
export async function checkedProof(options: ProveOptions): Promise<CheckedProof> {
  const { tools, cwd } = options;
  const sets: VectorSet[] = [];
  const tables: NamedTable[] = [];
  for (const written of options.vectors) {
    const set = await findVectors({ ...written, whole: true }, tools, aloneOptionsOf(options));
    sets.push(set);
    tables.push(...set.tables.map((table) => ({ table, written })));
  }
  const module = workerModule(import.meta.url, 'worker');
  const requests = tables.map(({ table, written: { abiFolders } }): ProofRequest => {
    return { table, cwd, abiName: abiReference(table.abi, cwd, abiFolders) };
  });
  const { outcomes, engines } = await runParts(
    requests,
    { open: openProofService, module },
    options,
  );
  const abis = sets.map(({ abi }) => abi);
  return joined(sets, tables, outcomes, ranHeader('prove', engines, tools, abis), options);
}

/** One result of those of all tables. Throws `nothing-to-prove`. */
function joined(
  sets: readonly VectorSet[],
  tables: readonly NamedTable[],
  outcomes: readonly PartOutcome<TableProof>[],
  header: RanHeader<'prove'>,
  { repeat = [] }: ProveOptions,
): CheckedProof {
  const assumptions = new Map<string, number>();
  const proved: ProvedTable[] = [];
  const failures: ProofResult['failures'][number][] = [];
  const statements: Statement[] = [];
  const whole = new Map<string, Set<string>>();
  for (const [index, { table, written }] of tables.entries()) {
    const outcome = outcomes[index] as PartOutcome<TableProof>;
    const { name, abi } = table;
    if ('failure' in outcome) {
      failures.push({ part: `${abi.name}/${name}`, reason: outcome.failure });
      continue;
    }
    const { statements: own, free, fixed } = outcome.result;
    proved.push({ abi: abi.name, table: name, free, fixed });
    statements.push(
      ...own.map((statement) => ({
        abi: abi.name,
        table: name,
        ...plainStatement(withAssumptions(statement, table), assumptions, (call) =>
          callCommand(table, written, call, repeat),
        ),
      })),
    );
    if (hasOwnCode(table)) {
      whole.set(abi.directory, (whole.get(abi.directory) ?? new Set()).add(name));
    }
  }
  if (statements.length === 0 && failures.length === 0) {
    throw problem('nothing-to-prove', 'there is no statement to prove');
  }
  const abis = new Map(sets.map(({ abi }) => [abi.directory, abi]));
  const excused = [...abis.values()].map((abi) =>
    excuse(
      abi,
      statements.filter((one) => one.abi === abi.name),
      whole.get(abi.directory) ?? new Set(),
    ),
  );
  return {
    result: {
      ...header,
      vectors: sets.map(({ name }) => name).join(', '),
      tables: proved,
      assumptions: [...assumptions.keys()],
      statements: excused.flatMap((one) => one.statements),
      failures,
    },
    mistakes: excused.flatMap((one) => one.mistakes),
  };
}

/** A statement on a table takes for granted what is taken for granted of its code. */
function withAssumptions(statement: TableStatement, { assumptions }: VectorTable): TableStatement {
  return { ...statement, assumptions: [...assumptions, ...statement.assumptions] };
}

/** `assumptions`: their numbers, which grow with each new one. */
function plainStatement(
  { assumptions: own, counterexample, ...statement }: TableStatement,
  assumptions: Map<string, number>,
  commandOf: (call: readonly string[]) => string,
): Omit<Statement, 'abi' | 'table'> {
  const numbers = own.map((text) => {
    const number = assumptions.get(text) ?? assumptions.size;
    assumptions.set(text, number);
    return number;
  });
  const plain = { ...statement, assumptions: numbers };
  if (counterexample === undefined) {
    return plain;
  }
  const { call, ...more } = counterexample;
  return {
    ...plain,
    counterexample: call === undefined ? more : { ...more, call: commandOf(call) },
  };
}

/** Whether the code is what the ABI names for the table. */
function hasOwnCode({ vectors: { contract, files } }: VectorTable): boolean {
  return (
    files.length === contract.files.length &&
    files.every((file, index) => file === contract.files[index])
  );
}
