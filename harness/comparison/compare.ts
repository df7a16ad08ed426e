import { given } from '../collections/given.ts';
import { hexadecimal } from '../judge/finding.ts';
import type { Consequence } from '../sweep/behaviour.ts';
import type {
  ComparedOperation,
  Comparison,
  NamespaceAnswer,
  OperationSide,
  Side,
  UnconvertedCall,
} from './comparison.ts';
import { counterpart, sweepDifferences, tableDifferences } from './difference.ts';
import type { ImmediateRange } from '../sweep/immediates.ts';
import { immediateCount } from '../sweep/immediates.ts';
import { callText } from '../sweep/measure.ts';
import type { CallSpec, Measurement } from '../sweep/measure.ts';
import type { ForeignCall } from './namespace.ts';
import { foreignCalls, foreignNumbers } from './namespace.ts';
import type { OperationCall } from '../sweep/operation-calls.ts';
import { operationCall, unknownCall } from '../sweep/operation-calls.ts';
import { operationNumbers, selectorRegister } from '../sweep/selector-values.ts';

import { mergeSweep, sweepRequests } from '../sweep/immediate-sweep.ts';
import type { ImmediateSweep } from '../sweep/immediate-sweep-result.ts';
import { findVectors } from '../run/find-vectors.ts';
import { schemas } from '../diagnostics/json-document.ts';
import type { VectorSet } from '../run/vectors.ts';
import type { WrittenVectors } from '../run/written-vectors.ts';
import type { AnalysisOptions, AnalysisOutcome } from '../sweep/requests.ts';
import { aloneOptionsOf, runAnalyses } from '../sweep/requests.ts';
import type { AnalysisRequest } from '../sweep/service.ts';
import type { ImmediateScope } from '../sweep/immediate-part.ts';

export interface CompareOptions extends AnalysisOptions {
  readonly a: WrittenVectors;
  readonly b: WrittenVectors;
  readonly exhaustive: boolean;
  readonly slots: boolean;
  /** Names of callers; all if left out. */
  readonly callers?: readonly string[];
  /** These immediates alone. */
  readonly range?: ImmediateRange;
  /** Report what each behaviour executed. */
  readonly traces: boolean;
  /** The list of other users of HVC; the one that comes with hcall if left out. */
  readonly namespaceFile?: string;
}

/** Calls that one table gets, besides the sweep. */
interface TableCalls {
  readonly side: Side;
  readonly table: string;
  readonly labels: readonly string[];
  readonly request: AnalysisRequest;
}

/** Compares two ABIs, or two builds of one. Throws an HcallError for what is wrong with either. */
export async function compare(options: CompareOptions): Promise<Comparison> {
  const alone = aloneOptionsOf(options);
  const a = await findVectors(options.a, options.tools, alone);
  const b = await findVectors(options.b, options.tools, alone);
  return await new Comparer(options, { a, b }).run();
}

class Comparer {
  readonly #options: CompareOptions;
  readonly #sets: Readonly<Record<Side, VectorSet>>;
  readonly #foreign: readonly ForeignCall[];
  readonly #calls: readonly TableCalls[];
  readonly #sweeps: Readonly<Record<Side, readonly AnalysisRequest[]>>;
  readonly #measured = new Map<string, Measurement>();

  constructor(options: CompareOptions, sets: Readonly<Record<Side, VectorSet>>) {
    this.#options = options;
    this.#sets = sets;
    this.#foreign = foreignCalls(options.namespaceFile);
    this.#sweeps = { a: this.#sweepOf('a'), b: this.#sweepOf('b') };
    this.#calls = [...this.#callsOf('a'), ...this.#callsOf('b')];
  }

  async run(): Promise<Comparison> {
    const { a: first, b: second } = this.#sweeps;
    const requests = [...first, ...second, ...this.#calls.map(({ request }) => request)];
    const outcomes = await runAnalyses(requests, this.#options);
    const ofCalls = outcomes.slice(first.length + second.length);
    this.#remember(ofCalls);
    const { seed } = this.#options.tools;
    const a = mergeSweep(this.#sets.a, seed, first, outcomes.slice(0, first.length));
    const ofB = outcomes.slice(first.length, first.length + second.length);
    const b = mergeSweep(this.#sets.b, seed, second, ofB);
    return {
      schema: schemas.compare,
      seed,
      a: { ...a, failures: [...a.failures, ...this.#failedCalls('a', ofCalls)] },
      b: { ...b, failures: [...b.failures, ...this.#failedCalls('b', ofCalls)] },
      operations: this.#operations(a, b),
      unconverted: [...this.#unconverted('a', a, b), ...this.#unconverted('b', b, a)],
      differences: sweepDifferences(a, b),
      disagreements: { a: this.#disagreements('a', a), b: this.#disagreements('b', b) },
      namespace: this.#namespace(),
    };
  }

  #sweepOf(side: Side): AnalysisRequest[] {
    const { a, b } = this.#sets;
    const registers = [...new Set([a, b].map(({ abi }) => selectorRegister(abi)))];
    const numbers = [a, b].flatMap(({ abi }) => operationNumbers(abi));
    const foreign = foreignNumbers(this.#foreign, 'x0');
    const scope: ImmediateScope = {
      exhaustive: this.#options.exhaustive,
      registers,
      foreign: {
        immediates: [
          ...foreign.immediates,
          ...numbers
            .map(([, number]) => Number(number))
            .filter((number) => number < immediateCount),
        ],
        selectors: [
          ...numbers.map(([name, number]): [string, string] => [name, hexadecimal(number)]),
          ...foreign.selectors,
        ],
      },
      traces: this.#options.traces,
      ...(this.#options.range === undefined ? {} : { range: this.#options.range }),
    };
    return sweepRequests(this.#sets[side], { ...this.#options, scope });
  }

  /** For each table of a side: its own operations, those of the other side, and those of the rest of the world. */
  #callsOf(side: Side): TableCalls[] {
    const { tables } = this.#sets[side];
    const calls: [string, CallSpec][] = [
      ...(['a', 'b'] as const).flatMap((origin) =>
        this.#operationCalls(origin).map(({ operation, spec }): [string, CallSpec] => [
          `${origin} ${operation}`,
          origin === side ? spec : { ...spec, isBrief: true },
        ]),
      ),
      ...this.#foreign.flatMap((foreign, index): [string, CallSpec][] => [
        [`foreign ${index} host`, { ...foreign.spec, isBrief: true }],
        [`foreign ${index} guest`, { ...foreign.spec, caller: 'guest', isBrief: true }],
      ]),
    ];
    return tables.map((table) => ({
      side,
      table: table.name,
      labels: calls.map(([label]) => label),
      request: {
        table,
        work: { kind: 'calls', calls: calls.map(([, spec]) => spec) },
      },
    }));
  }

  #operationCalls(side: Side): OperationCall[] {
    const { abi } = this.#sets[side];
    const other = unknownCall(abi);
    const own = [...abi.operations.values()].map((operation) => operationCall(abi, operation));
    return other === undefined ? own : [...own, other];
  }

  #remember(outcomes: readonly AnalysisOutcome[]): void {
    for (const [index, { side, table, labels }] of this.#calls.entries()) {
      const outcome = outcomes[index];
      if (outcome === undefined || 'failure' in outcome || outcome.result.kind !== 'calls') {
        continue;
      }
      for (const [at, measured] of outcome.result.measured.entries()) {
        this.#measured.set(`${side} ${table} ${labels[at]}`, measured);
      }
    }
  }

  #failedCalls(side: Side, outcomes: readonly AnalysisOutcome[]): ImmediateSweep['failures'] {
    return this.#calls.flatMap(({ side: own, table }, index) => {
      const outcome = outcomes[index];
      return own === side && outcome !== undefined && 'failure' in outcome
        ? [{ part: `${table} operations`, reason: outcome.failure }]
        : [];
    });
  }

  #operations(a: ImmediateSweep, b: ImmediateSweep): ComparedOperation[] {
    const { a: first, b: second } = this.#sets;
    const names = [...new Set([...first.abi.operations.keys(), ...second.abi.operations.keys()])];
    return first.tables.flatMap(({ name: table }) =>
      names.map((name): ComparedOperation => {
        const mine = this.#sideOf('a', table, name);
        const other = counterpart(table, a, b);
        const theirs = other === undefined ? undefined : this.#sideOf('b', other, name);
        return {
          name,
          table,
          ...given({ a: mine, b: theirs }),
        };
      }),
    );
  }

  #sideOf(side: Side, table: string, name: string): OperationSide | undefined {
    const call = this.#operationCalls(side).find(({ operation }) => operation === name);
    const measured = this.#measured.get(`${side} ${table} ${side} ${name}`);
    if (call === undefined || measured === undefined) {
      return undefined;
    }
    const { tables } = this.#sets[side];
    const contract = tables.find((one) => one.name === table)?.vectors.contract;
    const own = contract?.operations.get(name)?.clobbers ?? [];
    return {
      call: callText(call.spec),
      measured,
      declaredClobbers: [...new Set([...(contract?.clobbers ?? []), ...own])],
    };
  }

  #unconverted(from: Side, own: ImmediateSweep, other: ImmediateSweep): UnconvertedCall[] {
    const to = from === 'a' ? 'b' : 'a';
    const { abi, tables } = this.#sets[from];
    return tables.flatMap(({ name: table }) =>
      this.#operationCalls(from)
        .filter(({ operation }) => abi.operations.has(operation))
        .flatMap(({ operation, spec }): UnconvertedCall[] => {
          const target = counterpart(table, own, other);
          const means = this.#measured.get(`${from} ${table} ${from} ${operation}`);
          const gets = this.#measured.get(`${to} ${target} ${from} ${operation}`);
          if (means === undefined || gets === undefined) {
            return [];
          }
          const same = means.name === gets.name;
          return [
            {
              from,
              operation,
              table,
              call: callText(spec),
              means: means.name,
              gets: gets.name,
              consequence: same ? 'same' : gets.consequence,
            },
          ];
        }),
    );
  }

  #disagreements(side: Side, result: ImmediateSweep): Comparison['disagreements'][Side] {
    const names = this.#sets[side].tables.map(({ name }) => name);
    return names.flatMap((one, index) =>
      names.slice(index + 1).map((other) => {
        const tables = [one, other] as const;
        return { tables, groups: tableDifferences(result, tables) };
      }),
    );
  }

  #namespace(): NamespaceAnswer[] {
    return this.#calls.flatMap(({ side, table }) =>
      this.#foreign.flatMap(({ user, call, spec }, index): NamespaceAnswer[] => {
        const host = this.#measured.get(`${side} ${table} foreign ${index} host`);
        const guest = this.#measured.get(`${side} ${table} foreign ${index} guest`);
        return host === undefined || guest === undefined
          ? []
          : [
              {
                user,
                call: call === undefined ? callText(spec) : `${call} (${callText(spec)})`,
                side,
                table,
                host: host.name,
                hostConsequence: host.consequence,
                guest: guest.name,
                guestConsequence: guest.consequence,
              },
            ];
      }),
    );
  }
}

/** Whether somebody else's call is taken for one of the ABI's own: it does more than fail. */
export function isAnswered(consequence: Consequence): boolean {
  return consequence === 'dangerous' || consequence === 'wrong-value';
}
