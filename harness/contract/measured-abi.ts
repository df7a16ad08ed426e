import type { Operation, Vectors } from '../abi/abi.ts';
import { printExpected } from '../abi/expression-print.ts';
import { selectorOf } from '../abi/selector.ts';
import { findRegister, registerInfo } from '../architecture/registers.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { hexadecimal } from '../judge/finding.ts';
import type { VectorSet, VectorTable } from '../run/vectors.ts';
import { deadEnds } from './way-contracts.ts';
import type { ContractEntry, ContractException, ContractResult } from './result.ts';

/** What a result is, as abi.yaml writes it. */
export interface MeasuredResult {
  /** An expression, or `any`. */
  readonly value: string;
  /** What it is really, where abi.yaml has no notation for it. */
  readonly comment?: string;
}

/** An operation as one table answers it. */
export interface MeasuredOperation {
  readonly inputs: ReadonlyMap<string, string>;
  readonly results: ReadonlyMap<string, MeasuredResult>;
  readonly outcome: string;
  readonly calls: { readonly input: string; readonly arguments: readonly string[] } | undefined;
  readonly clobbers: readonly string[];
}

export interface MeasuredVectors {
  readonly contract: Vectors;
  readonly files: readonly string[];
  readonly table: string;
  /** Whether it is as measured; else as declared, since nobody measured it. */
  readonly isMeasured: boolean;
  readonly inputs: readonly string[];
  readonly clobbers: readonly string[];
  readonly operations: ReadonlyMap<string, MeasuredOperation>;
}

/** An ABI as its tables really are. */
export interface MeasuredAbi {
  readonly vectors: readonly MeasuredVectors[];
  /** What may differ at each exit. */
  readonly exits: ReadonlyMap<string, readonly string[]>;
}

type MeasuredWay = ContractEntry | ContractException;

/** What was measured, in the terms of abi.yaml. Tables that were not measured are as declared. */
export function measuredAbi({ abi, tables }: VectorSet, result: ContractResult): MeasuredAbi {
  const ways: readonly MeasuredWay[] = [...result.entries, ...result.exceptions];
  const measured = new Map(
    tables
      .filter(({ name }) => ways.some(({ table }) => table === name))
      .map((table) => [table.name, table]),
  );
  return {
    vectors: [...abi.vectors.values()].map((contract) => {
      const table = measured.get(contract.name);
      return table === undefined ? declaredVectors(contract) : measuredVectors(table, result);
    }),
    exits: new Map(
      [...abi.exits.values()].map(({ symbol, outcome, mayChange }) => {
        const isDead = deadEnds.has(outcome);
        const there = ways.filter((way) => !isDead && way.outcome === `${outcome} at ${symbol}`);
        // EL2 moves its SP as it likes, and what an operation may clobber it says itself.
        const changed = there.filter((way) => !isOwn(way)).flatMap((way) => way.changed);
        const others = changed.filter((register) => register !== 'sp_el2');
        return [symbol, there.length === 0 ? [...mayChange] : distinct(others)];
      }),
    ),
  };
}

function isOwn(way: MeasuredWay): way is ContractEntry & Required<Pick<ContractEntry, 'declared'>> {
  return 'declared' in way && way.declared !== undefined;
}

function measuredVectors(
  { name, abi, vectors: { contract, files, table } }: VectorTable,
  { entries, exceptions, findings }: ContractResult,
): MeasuredVectors {
  const ways: readonly MeasuredWay[] = [...entries, ...exceptions].filter(
    (way) => way.table === name,
  );
  const own = ways.filter(isOwn);
  const selector = selectorOf(abi.selector).register;
  const wrong = findings.filter((finding) => finding.table === name);
  const readBy = (entry: ContractEntry): string[] => [
    ...entry.measured.inputs.filter((register) => !isSyndrome(register)),
    ...undeclaredInputs(wrong.filter(({ way, caller }) => isOf(entry, way, caller))),
  ];
  const inputs = distinct([
    ...own.flatMap((entry) => readBy(entry).filter((register) => !isGeneral(register))),
    ...ways
      .flatMap(({ measured }) => measured.inputs)
      .filter((register) => contract.inputs.has(register as RegisterName)),
    ...undeclaredInputs(
      wrong.filter(({ way, caller }) => !own.some((entry) => isOf(entry, way, caller))),
    ),
  ]).filter((register) => register !== selector);
  const clobbers = commonClobbers(contract, ways);
  return {
    contract,
    files,
    table,
    isMeasured: true,
    inputs,
    clobbers,
    operations: new Map(
      own.map((entry) => {
        const operation = contract.operations.get(entry.operation) as Operation;
        const read = readBy(entry).filter((register) => isGeneral(register));
        const codes = new Set(
          wrong.filter(({ way, caller }) => isOf(entry, way, caller)).map(({ code }) => code),
        );
        return [
          entry.operation,
          measuredOperation(entry, operation, {
            read,
            selector,
            clobbers,
            isCalled: !codes.has('missing-call') && !codes.has('wrong-argument'),
          }),
        ];
      }),
    ),
  };
}

function isOf({ operation, measured }: ContractEntry, way: string, caller: string): boolean {
  return operation === way && measured.caller === caller;
}

function undeclaredInputs(findings: ContractResult['findings']): string[] {
  return findings.flatMap(({ code, subject }) =>
    code === 'undeclared-input' && subject.kind === 'register' ? [subject.register] : [],
  );
}

/**
 * What every call of a host clobbers of what is declared, and whatever else comes back knowing that it entered EL2: a
 * number that is no operation's, another caller who is refused, a trapped instruction.
 */
function commonClobbers(contract: Vectors, ways: readonly MeasuredWay[]): string[] {
  const own = ways.filter(isOwn);
  const [first = [], ...rest] = own
    .filter(({ outcome }) => outcome.startsWith('returned'))
    .map((way) => changedBy(way).filter((name) => contract.clobbers.has(name as RegisterName)));
  const results = new Set(
    own.flatMap(({ declared }) => declared.results.map(({ register }) => register)),
  );
  const others = ways
    .filter((way) => !isOwn(way) && !isAnswered(way, own) && isAware(way))
    .flatMap((way) => changedBy(way).filter((name) => isGeneral(name) && !results.has(name)));
  return distinct([
    ...first.filter((register) => rest.every((clobbers) => clobbers.includes(register))),
    ...others,
  ]);
}

function changedBy({ values }: MeasuredWay): string[] {
  return values.map(({ register }) => register);
}

/** Whether another caller gets what the host gets. */
function isAnswered(way: MeasuredWay, own: readonly ContractEntry[]): boolean {
  const host =
    'operation' in way ? own.find(({ operation }) => operation === way.operation) : undefined;
  return host !== undefined && changedBy(way).every((name) => changedBy(host).includes(name));
}

/** Whoever is interrupted, and EL2 itself, count on every register. */
function isAware(way: MeasuredWay): boolean {
  return 'operation' in way || (way.slot.startsWith('lower') && way.slot.endsWith('/sync'));
}

interface OperationFacts {
  readonly read: readonly string[];
  readonly selector: string | undefined;
  /** What the table may clobber in every call. */
  readonly clobbers: readonly string[];
  readonly isCalled: boolean;
}

function measuredOperation(
  { outcome, values, changed, declared }: ContractEntry & Required<Pick<ContractEntry, 'declared'>>,
  operation: Operation,
  { read, selector, clobbers, isCalled }: OperationFacts,
): MeasuredOperation {
  const [end = ''] = outcome.split(' ');
  const calls = isCalled && end === operation.outcome ? operation.calls : undefined;
  const kept = new Set(
    calls === undefined
      ? read
      : [calls.input, ...calls.arguments].flatMap((name) => operation.inputs.get(name) ?? []),
  );
  read.forEach((register) => kept.add(register));
  const named = [...operation.inputs].filter(([, register]) => kept.has(register));
  const known = new Set<string>(named.map(([, register]) => register));
  const unnamed = [...kept].filter((register) => !known.has(register) && register !== selector);
  const results = values.filter(
    ({ register }) =>
      declared.results.some((one) => one.register === register) ||
      !(declared.clobbers.includes(register) || clobbers.includes(register)),
  );
  const isResult = new Set(results.map(({ register }) => register));
  const isBack = end.startsWith('returned');
  const clobbered = isBack ? values.map(({ register }) => register) : changed;
  return {
    inputs: new Map([
      ...named,
      ...unnamed.map((register): [string, string] => [`from_${register}`, register]),
    ]),
    results: new Map(
      results.map(({ register, value, notation }) => [
        register,
        notation === undefined
          ? { value: 'any', comment: value }
          : { value: notation === selector ? numberText(operation, notation) : notation },
      ]),
    ),
    outcome: end,
    calls,
    clobbers: clobbered.filter(
      (register) => !isResult.has(register) && !clobbers.includes(register),
    ),
  };
}

/** What the selector register holds before the call: the number, if there is one. */
function numberText({ number }: Operation, register: string): string {
  return number === undefined ? register : hexadecimal(number);
}

function declaredVectors(contract: Vectors): MeasuredVectors {
  const { files, table, inputs, clobbers, operations } = contract;
  return {
    contract,
    files,
    table,
    isMeasured: false,
    inputs: [...inputs],
    clobbers: [...clobbers],
    operations: new Map(
      [...operations].map(([name, operation]) => [name, declaredOperation(operation)]),
    ),
  };
}

function declaredOperation({
  inputs,
  results,
  outcome,
  calls,
  clobbers,
}: Operation): MeasuredOperation {
  return {
    inputs,
    results: new Map(
      [...results].map(([register, { value }]) => [register, { value: printExpected(value) }]),
    ),
    outcome,
    calls,
    clobbers: [...clobbers],
  };
}

function isGeneral(register: string): boolean {
  const name = findRegister(register)?.name;
  const kind = name === undefined ? undefined : registerInfo(name).kind;
  return kind === 'general' || kind === 'vector';
}

function isSyndrome(register: string): boolean {
  return findRegister(register)?.syndrome === true;
}

function distinct(registers: readonly string[]): string[] {
  return [...new Set(registers)];
}
