import { relative } from 'node:path';
import type { Pair, Scalar } from 'yaml';
import { Document, isMap, isScalar, visit } from 'yaml';
import type { Abi, Operation } from '../abi/abi.ts';
import { given } from '../collections/given.ts';
import { registerRanges } from '../abi/register-ranges.ts';
import { hexadecimal } from '../judge/finding.ts';
import type { VectorSet } from '../run/vectors.ts';
import type {
  MeasuredAbi,
  MeasuredOperation,
  MeasuredResult,
  MeasuredVectors,
} from './measured-abi.ts';
import { contextUseShape, regionShape } from './emit-regions.ts';
import { measuredAbi } from './measured-abi.ts';
import type { ContractResult } from './result.ts';

/** An operation's keys as abi.yaml has them. */
interface WrittenOperation {
  readonly inputs: Readonly<Record<string, string>>;
  readonly results: Readonly<Record<string, MeasuredResult>>;
  readonly outcome: string;
  readonly calls: unknown;
  readonly clobbers: readonly string[];
}

type Key = keyof WrittenOperation;
const keys: readonly Key[] = ['inputs', 'results', 'outcome', 'calls', 'clobbers'];

/** What an operation has that says nothing. */
const silent: WrittenOperation = {
  inputs: {},
  results: {},
  outcome: 'returned',
  calls: 'none',
  clobbers: [],
};

/**
 * The abi.yaml of what was measured, for the folder of the ABI: it declares what the tables do, so that nothing is left to
 * be found but what no declaration makes right.
 */
export function emitAbi(set: VectorSet, result: ContractResult): string {
  const { abi } = set;
  const measured = measuredAbi(set, result);
  const first = measured.vectors.find(({ isMeasured }) => isMeasured);
  const base = new Map(
    [...(first?.operations ?? [])].map(([name, operation]) => [name, written(operation)]),
  );
  // As hcall reads it: every scalar is its text, and nothing is an alias.
  const document = new Document(abiShape(abi, measured, base), {
    schema: 'failsafe',
    aliasDuplicateObjects: false,
  });
  finish(document, measured);
  document.commentBefore = ` Measured by 'hcall contract ${result.vectors} --emit', seed ${result.seed}.`;
  return document.toString({ lineWidth: 120, flowCollectionPadding: false });
}

function abiShape(
  abi: Abi,
  { vectors, exits }: MeasuredAbi,
  base: ReadonlyMap<string, WrittenOperation>,
): object {
  const folder = (path: string): string => relative(abi.directory, path) || '.';
  return {
    selector: selectorShape(abi),
    ...given({ cpu: abi.cpu }),
    operations: record(abi.operations, (operation) => ({
      ...numberOf(operation),
      ...contextUseShape(operation),
      ...differing(base.get(operation.name) ?? silent, silent),
    })),
    vectors: record(new Map(vectors.map((one) => [one.contract.name, one])), (one) =>
      vectorsShape(one, base, folder),
    ),
    clobbers: {
      handler: registerRanges(vectors.find(({ isMeasured }) => isMeasured)?.clobbers ?? []),
      caller: registerRanges([...abi.callerClobbers]),
    },
    ...filled({
      routines: record(abi.routines, ({ files, operation }) => ({
        files: files.map(folder),
        ...(operation === undefined ? {} : { operation }),
      })),
      exits: record(abi.exits, ({ symbol, outcome, ...use }) => ({
        outcome,
        ...filled({ 'may-change': registerRanges(exits.get(symbol) ?? []) }),
        ...contextUseShape(use),
      })),
      regions: record(abi.regions, regionShape),
      ...abi.written,
      constants: record(abi.constants, hexadecimal),
      includes: abi.includes.map(folder),
      defines: abi.defines,
    }),
  };
}

function selectorShape({ selector }: Abi): unknown {
  if (selector.kind === 'immediate') {
    return 'immediate';
  }
  const { register, immediate, bits, low } = selector;
  return {
    register,
    immediate: String(immediate),
    ...(bits === undefined
      ? {}
      : { bits: low === undefined ? String(bits) : `${low + bits - 1}:${low}` }),
  };
}

function numberOf({ number }: Operation): object {
  return number === undefined ? {} : { number: hexadecimal(number) };
}

function vectorsShape(
  { contract, files, table, inputs, clobbers, operations }: MeasuredVectors,
  base: ReadonlyMap<string, WrittenOperation>,
  folder: (path: string) => string,
): object {
  const own = new Map(
    [...operations].map(([name, operation]) => [
      name,
      differing(written(operation), base.get(name) ?? silent),
    ]),
  );
  const others = new Map([...own].filter(([, shape]) => Object.keys(shape).length > 0));
  return {
    files: files.map(folder),
    table,
    ...(contract.functions === 'all' ? {} : { function: contract.functions }),
    ...filled({ inputs: registerRanges(inputs) }),
    clobbers: registerRanges(clobbers),
    ...filled({
      operations: record(others, (shape) => shape),
      state: record(contract.state, ({ text }) => text),
    }),
  };
}

function written({
  inputs,
  results,
  outcome,
  calls,
  clobbers,
}: MeasuredOperation): WrittenOperation {
  return {
    inputs: Object.fromEntries(inputs),
    results: Object.fromEntries(results),
    outcome,
    calls: calls === undefined ? 'none' : { input: calls.input, arguments: calls.arguments },
    clobbers: registerRanges(clobbers),
  };
}

/** The keys in which an operation differs from what holds without them. */
function differing(own: WrittenOperation, other: WrittenOperation): Partial<WrittenOperation> {
  const different = keys.filter((key) => JSON.stringify(own[key]) !== JSON.stringify(other[key]));
  return Object.fromEntries(different.map((key) => [key, own[key]]));
}

function record<Value, Shape>(
  map: ReadonlyMap<string, Value>,
  shapeOf: (value: Value) => Shape,
): Record<string, Shape> {
  return Object.fromEntries([...map].map(([key, value]) => [key, shapeOf(value)]));
}

/** The parts that are not empty. */
function filled(parts: Readonly<Record<string, object>>): object {
  return Object.fromEntries(
    Object.entries(parts).filter(([, part]) => Object.keys(part).length > 0),
  );
}

/** Parts that are as the ABI's author wrote them. */
const copied: ReadonlySet<string> = new Set(['stubs', 'smc']);

/** Lists in one line each, results as scalars with their comments, and what was not measured marked. */
function finish(document: Document, { vectors }: MeasuredAbi): void {
  visit(document, {
    Seq: (_, node) => {
      node.flow = true;
    },
    Pair: (_, pair) => {
      const { key, value } = pair as Pair<Scalar>;
      if (isScalar(key) && copied.has(String(key.value))) {
        return visit.SKIP;
      }
      if (isMap(value) && value.has('value')) {
        pair.value = resultScalar(document, value.toJSON() as MeasuredResult);
        return visit.SKIP;
      }
      return undefined;
    },
  });
  if (isMap(document.contents)) {
    document.contents.items.slice(1).forEach(({ key }) => {
      (key as Scalar).spaceBefore = true;
    });
  }
  for (const { contract, isMeasured } of vectors) {
    const node = document.getIn(['vectors', contract.name]);
    if (!isMeasured && isMap(node)) {
      node.commentBefore = ' As declared: nobody measured it.';
    }
  }
}

function resultScalar(document: Document, { value, comment }: MeasuredResult): unknown {
  const node = document.createNode(value);
  if (comment !== undefined && isScalar(node)) {
    node.comment = ` ${comment}`;
  }
  return node;
}
