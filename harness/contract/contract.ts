import type { Abi, Operation, Vectors } from '../abi/abi.ts';
import { findRegister } from '../architecture/registers.ts';
import { regionRegisters } from '../abi/region.ts';
import { selectorOf } from '../abi/selector.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { schemas } from '../diagnostics/json-document.ts';
import type { Slot } from '../architecture/slot.ts';
import { callText } from '../sweep/measure.ts';
import type { ExceptionPath } from '../calls/exception-path.ts';
import { exceptionPaths } from '../calls/exception-path.ts';
import { plainImmediates } from '../sweep/immediates.ts';
import type { CallSpec, Measurement } from '../sweep/measure.ts';
import type { OperationCall } from '../sweep/operation-calls.ts';
import { operationCall, unknownCall } from '../sweep/operation-calls.ts';
import { findVectors } from '../run/find-vectors.ts';
import type { VectorSet, VectorTable } from '../run/vectors.ts';
import type { WrittenVectors } from '../run/written-vectors.ts';
import type { AnalysisOptions, AnalysisOutcome } from '../sweep/requests.ts';
import { aloneOptionsOf, runAnalyses } from '../sweep/requests.ts';
import type { AnalysisRequest } from '../sweep/service.ts';

/*
 * Words of this room. A contract, measured: what an operation really reads and changes, next to what abi.yaml declares.
 * A remark is where the two differ.
 */

export interface ContractOptions extends AnalysisOptions {
  readonly vectors: WrittenVectors;
}

/** One operation on one path of one table: what was measured, and what abi.yaml declares. */
export interface ContractEntry {
  readonly table: string;
  readonly operation: string;
  readonly call: string;
  readonly measured: Measurement;
  /** Absent where the path is none of the operation's own: its caller is no host. */
  readonly declared?: {
    readonly inputs: readonly string[];
    readonly results: readonly string[];
    readonly clobbers: readonly string[];
  };
}

/** One way into one table that is no call. */
export interface ContractException {
  readonly table: string;
  /** `data abort, permission fault`, `IRQ` */
  readonly exception: string;
  readonly slot: Slot;
  readonly measured: Measurement;
}

/** What the declaration leaves out, or has too much. */
interface ContractRemark {
  /** Findings: what is measured and not declared. Notes: what is declared and was not seen. */
  readonly severity: 'finding' | 'note';
  readonly what: 'input' | 'clobber' | 'frame';
  readonly table: string;
  readonly operation: string;
  readonly register: string;
  /** The instruction. */
  readonly by?: string;
}

/** Plain JSON with a stable shape. */
export interface ContractResult {
  readonly schema: (typeof schemas)['contract'];
  readonly vectors: string;
  readonly abi: string;
  readonly seed: number;
  readonly entries: readonly ContractEntry[];
  readonly exceptions: readonly ContractException[];
  readonly remarks: readonly ContractRemark[];
  /** Tables that could not be measured, and why. */
  readonly failures: readonly { readonly part: string; readonly reason: string }[];
}

/** The callers whose paths through the vectors are measured; the first one's is declared. */
const measuredCallers = ['host', 'guest', 'el2', 'aarch32'] as const;

/** Measures every operation of an ABI on each of its tables. Throws an HcallError for what is wrong with it. */
export async function contract(options: ContractOptions): Promise<ContractResult> {
  const { tools } = options;
  const set = await findVectors(options.vectors, tools, aloneOptionsOf(options));
  const calls = callsOf(set);
  const requests = set.tables.map((table): AnalysisRequest => ({
    table,
    work: { kind: 'calls', calls: [...calls.map(({ spec }) => spec), ...exceptionSpecs] },
  }));
  const outcomes = await runAnalyses(requests, options);
  const entries: ContractEntry[] = [];
  const exceptions: ContractException[] = [];
  const failures: ContractResult['failures'][number][] = [];
  for (const [index, table] of set.tables.entries()) {
    const outcome = outcomes[index] as AnalysisOutcome;
    if ('failure' in outcome) {
      failures.push({ part: table.name, reason: outcome.failure });
      continue;
    }
    const measured = outcome.result.kind === 'calls' ? outcome.result.measured : [];
    for (const [at, one] of measured.entries()) {
      const call = calls[at];
      if (call === undefined) {
        exceptions.push(exceptionOf(table, at - calls.length, one));
      } else {
        entries.push(entryOf(table, call, one));
      }
    }
  }
  const { abi } = set;
  const measuredTables = set.tables.filter(({ name: own }) =>
    failures.every(({ part }) => part !== own),
  );
  const remarks = measuredTables.flatMap((table) => [
    ...findings(entries, table),
    ...notes(entries, table),
  ]);
  return {
    schema: schemas.contract,
    vectors: set.name,
    abi: abi.name,
    seed: tools.seed,
    entries,
    exceptions,
    remarks,
    failures,
  };
}

/** The immediate is no ABI's: no value that the vectors leave can be taken for it. */
const exceptionSpecs = exceptionPaths.map(({ caller }, exception): CallSpec => ({
  caller: caller.name,
  immediate: plainImmediates[0] as number,
  given: [],
  exception,
}));

function exceptionOf(
  { name }: VectorTable,
  index: number,
  measured: Measurement,
): ContractException {
  const { name: exception, slot } = exceptionPaths[index] as ExceptionPath;
  return { table: name, exception, slot, measured };
}

function callsOf({ abi }: VectorSet): OperationCall[] {
  return [...abi.operations.values()]
    .flatMap((operation) => measuredCallers.map((caller) => operationCall(abi, operation, caller)))
    .concat(measuredCallers.flatMap((caller) => unknownCall(abi, caller) ?? []));
}

function entryOf(
  { name: table, abi, vectors: { contract } }: VectorTable,
  { operation, spec }: OperationCall,
  measured: Measurement,
): ContractEntry {
  const own = contract.operations.get(operation);
  const declared =
    own === undefined || spec.caller !== 'host'
      ? {}
      : {
          declared: {
            inputs: inputsOf(own, contract, abi),
            results: [...own.results.keys()],
            clobbers: clobbersOf(own, contract),
          },
        };
  return { table, operation, call: callText(spec), measured, ...declared };
}

function inputsOf(
  operation: Operation,
  contract: Vectors,
  { regions, selector: place }: Abi,
): string[] {
  const { register: selector } = selectorOf(place);
  const pointers = regionRegisters(regions.values(), operation.inputs);
  const own = [...operation.inputs.values(), ...contract.inputs, ...pointers];
  return [...new Set(selector === undefined ? own : [selector, ...own])];
}

function clobbersOf(operation: Operation, contract: Vectors): string[] {
  return [...new Set([...contract.clobbers, ...operation.clobbers])];
}

/** What a declaration is too narrow for; a live frame is no call's to change. Syndrome registers are every handler's to read. */
function findings(entries: readonly ContractEntry[], { name }: VectorTable): ContractRemark[] {
  return ownEntries(entries, name).flatMap(({ table, operation, measured, declared }) => {
    const inputs = measured.inputs.filter(
      (register) => !declared.inputs.includes(register) && !isSyndrome(register),
    );
    const clobbers = measured.changes.filter(
      ({ register }) =>
        !declared.clobbers.includes(register) && !declared.results.includes(register),
    );
    const remark = { severity: 'finding', table, operation } as const;
    const frames = (measured.frames ?? []).map((frame) => ({
      ...remark,
      what: 'frame' as const,
      ...frame,
    }));
    return [
      ...inputs.map((register) => ({ ...remark, what: 'input' as const, register })),
      ...clobbers.map(({ register, by }) => ({
        ...remark,
        what: 'clobber' as const,
        register,
        ...(by === undefined ? {} : { by }),
      })),
      ...frames,
    ];
  });
}

/** What a declaration is too wide for: an input that makes no difference, a clobber that no operation needs. */
function notes(
  entries: readonly ContractEntry[],
  { name, vectors, abi }: VectorTable,
): ContractRemark[] {
  const pointers = regionRegisters(abi.regions.values(), new Map());
  const own = ownEntries(entries, name);
  const changed = new Set(
    own.flatMap(({ measured }) => measured.changes.map(({ register }) => register)),
  );
  const read = new Set(own.flatMap(({ measured }) => measured.inputs));
  const remark = { severity: 'note', table: name } as const;
  return [
    ...own.flatMap(({ operation, measured, declared }) =>
      declared.inputs
        .filter((register) => !measured.inputs.includes(register))
        .filter(
          (register) =>
            (!vectors.contract.inputs.has(register as RegisterName) &&
              !pointers.includes(register as RegisterName)) ||
            !read.has(register),
        )
        .filter((register) => !isReadByOthers(entries, name, register))
        .map((register) => ({ ...remark, what: 'input' as const, operation, register })),
    ),
    ...[...vectors.contract.clobbers]
      .filter((register) => !changed.has(register))
      .map((register) => ({
        ...remark,
        what: 'clobber' as const,
        operation: 'any operation',
        register,
      })),
  ];
}

/** TPIDR_EL2 is an input of KVM's vectors because of guests: another path reads it. */
function isReadByOthers(
  entries: readonly ContractEntry[],
  name: string,
  register: string,
): boolean {
  return entries.some(
    ({ table, measured }) =>
      table === name && measured.caller !== 'host' && measured.inputs.includes(register),
  );
}

function ownEntries(
  entries: readonly ContractEntry[],
  name: string,
): (ContractEntry & Required<Pick<ContractEntry, 'declared'>>)[] {
  return entries.flatMap((entry) => {
    const { declared, table } = entry;
    return table === name && declared !== undefined ? [{ ...entry, declared }] : [];
  });
}

function isSyndrome(register: string): boolean {
  return findRegister(register)?.syndrome === true;
}
