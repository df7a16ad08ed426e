import type { Abi, Operation, Vectors } from '../abi/abi.ts';
import { printExpected } from '../abi/expression-print.ts';
import { regionRegisters } from '../abi/region.ts';
import { selectorOf } from '../abi/selector.ts';
import type { Finding } from '../judge/finding.ts';
import { ranHeader } from '../run/document-header.ts';
import { findVectors } from '../run/find-vectors.ts';
import type { VectorSet, VectorTable } from '../run/vectors.ts';
import type { WrittenVectors } from '../run/written-vectors.ts';
import { callText } from '../sweep/call-spec-text.ts';
import type { AnalysisOptions, PartOutcome } from '../sweep/requests.ts';
import { aloneOptionsOf, runParts } from '../sweep/requests.ts';
import { workerModule } from '../workers/module.ts';
import { contractNotes } from './notes.ts';
import type {
  ContractEntry,
  ContractException,
  ContractFinding,
  ContractResult,
  Declaration,
  MeasuredWay,
} from './result.ts';
import type { TableResult, WayResult } from './service.ts';
import { openContractService } from './service.ts';
import type { Way } from './way.ts';
import { waysInto } from './way.ts';

export interface ContractOptions extends AnalysisOptions {
  readonly vectors: WrittenVectors;
}

/** Measures and judges every way into each table of an ABI. Throws an HcallError for what is wrong with it. */
export async function contract(options: ContractOptions): Promise<ContractResult> {
  return (await contractOfSet(options)).result;
}

/** The same, with the vectors that were meant. */
export async function contractOfSet(
  options: ContractOptions,
): Promise<{ readonly set: VectorSet; readonly result: ContractResult }> {
  const { tools } = options;
  const set = await findVectors(options.vectors, tools, aloneOptionsOf(options));
  const module = workerModule(import.meta.url, 'worker');
  const requests = set.tables.map((table) => ({ table }));
  const { outcomes, engines } = await runParts(
    requests,
    { open: openContractService, module },
    options,
  );
  const entries: ContractEntry[] = [];
  const exceptions: ContractException[] = [];
  const findings: ContractFinding[] = [];
  const failures: ContractResult['failures'][number][] = [];
  const ways = waysInto(set.abi);
  for (const [index, table] of set.tables.entries()) {
    const outcome = outcomes[index] as PartOutcome<TableResult>;
    if ('failure' in outcome) {
      failures.push({ part: table.name, reason: outcome.failure });
      continue;
    }
    for (const [at, way] of ways.entries()) {
      const result = outcome.result.ways[at] as WayResult;
      findings.push(...result.judged.findings.map((finding) => findingOf(table, way, finding)));
      if (way.kind === 'exception') {
        exceptions.push(exceptionOf(table, way, result));
      } else {
        entries.push(entryOf(table, way, result));
      }
    }
  }
  const assumptions = set.tables.flatMap((table) => table.assumptions);
  const result: ContractResult = {
    ...ranHeader('contract', engines, tools, [set.abi]),
    vectors: set.name,
    abi: set.abi.name,
    entries,
    exceptions,
    findings,
    notes: set.tables.flatMap((table) =>
      contractNotes(
        table,
        [...entries, ...exceptions].filter((one) => one.table === table.name),
      ),
    ),
    ...(assumptions.length === 0 ? {} : { assumptions }),
    failures,
  };
  return { set, result };
}

function findingOf(table: VectorTable, way: Way, finding: Finding): ContractFinding {
  const slot = way.kind === 'exception' ? { slot: way.slot } : {};
  return { table: table.name, way: way.name, caller: way.caller, ...slot, ...finding };
}

function exceptionOf(
  { name }: VectorTable,
  { name: exception, slot }: Extract<Way, { kind: 'exception' }>,
  result: WayResult,
): ContractException {
  const { isTakenForCall } = result.judged;
  const asCall = isTakenForCall === undefined ? {} : { isTakenForCall };
  return { table: name, exception, slot, ...measuredOf(result), ...asCall };
}

function measuredOf({ measured, judged }: WayResult): Omit<MeasuredWay, 'table'> {
  const { outcome, values, changed } = judged;
  return { measured, outcome, values, changed };
}

function entryOf(
  { name: table, abi, vectors: { contract } }: VectorTable,
  { name: operation, spec }: Way,
  result: WayResult,
): ContractEntry {
  const own = spec.caller === 'host' ? contract.operations.get(operation) : undefined;
  const declared = own && { declared: declarationOf(own, contract, abi) };
  return { table, operation, call: callText(spec), ...measuredOf(result), ...declared };
}

function declarationOf(
  operation: Operation,
  contract: Vectors,
  { regions, selector: place }: Abi,
): Declaration {
  const { register: selector } = selectorOf(place);
  const pointers = regionRegisters(regions.values(), operation.inputs);
  const inputs = [...operation.inputs.values(), ...contract.inputs, ...pointers];
  return {
    outcome: operation.outcome,
    inputs: [...new Set(selector === undefined ? inputs : [selector, ...inputs])],
    results: [...operation.results].map(([register, { value }]) => ({
      register,
      value: printExpected(value),
    })),
    clobbers: [...new Set([...contract.clobbers, ...operation.clobbers])],
  };
}
