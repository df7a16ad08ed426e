import type { TableCaller } from '../abi/origin.ts';
import { tableCallers } from '../abi/origin.ts';
import { slots } from '../architecture/slot.ts';
import { callers } from '../calls/caller.ts';
import { given } from '../collections/given.ts';
import { ranHeader } from '../run/document-header.ts';
import { findVectors } from '../run/find-vectors.ts';
import type { VectorSet } from '../run/vectors.ts';
import type { WrittenVectors } from '../run/written-vectors.ts';
import type { Consequence } from '../sweep/consequence.ts';
import { callText } from '../sweep/call-spec-text.ts';
import type { Measurement } from '../sweep/measure.ts';
import type { OperationCall } from '../sweep/operation-calls.ts';
import { operationCall } from '../sweep/operation-calls.ts';
import type { SweepPart } from '../sweep/part.ts';
import type { AnalysisOptions, PartOutcome, PartService } from '../sweep/requests.ts';
import { aloneOptionsOf, runParts } from '../sweep/requests.ts';
import { workerModule } from '../workers/module.ts';
import type { CallerResult } from './caller-part.ts';
import type {
  ComparedOperation,
  Comparison,
  NamespaceAnswer,
  OperationSide,
  Side,
  TableDifferences,
  UnconvertedCall,
} from './comparison.ts';
import type { ComparedTable } from './compared-tables.ts';
import { ComparedTables } from './compared-tables.ts';
import type { ForeignCall } from './namespace.ts';
import { foreignCalls } from './namespace.ts';
import { CallPlan } from './call-plan.ts';
import type { CompareRequest } from './service.ts';
import type { CallAnswer } from './table-calls.ts';

export interface CompareOptions extends AnalysisOptions {
  readonly a: WrittenVectors;
  readonly b: WrittenVectors;
  /** Execute an HVC with every immediate besides. */
  readonly exhaustive: boolean;
  readonly slots: boolean;
  /** Names of callers; all if left out. */
  readonly callers?: readonly string[];
  /** Report what the examples execute. */
  readonly traces: boolean;
  /** The list of other users of HVC; the one that comes with hcall if left out. */
  readonly namespaceFile?: string;
}

/** Compares two ABIs, or two builds of one. Throws an HcallError for what is wrong with either. */
export async function compare(options: CompareOptions): Promise<Comparison> {
  const alone = aloneOptionsOf(options);
  const a = await findVectors(options.a, options.tools, alone);
  const b = await findVectors(options.b, options.tools, alone);
  return await new Comparer(options, { a, b }).run();
}

/** Only a process that does the work itself loads what does it. */
const openHere: PartService<CompareRequest, CallerResult>['open'] = async (setting) =>
  (await import('./service.ts')).openCompareService(setting);

class Comparer {
  readonly #options: CompareOptions;
  readonly #sets: Readonly<Record<Side, VectorSet>>;
  readonly #tables: ComparedTables;
  readonly #foreign: readonly ForeignCall[];
  readonly #parts: readonly SweepPart[];
  /** What the calls of host and guest are asked for. */
  readonly #plans: ReadonlyMap<string, CallPlan>;
  #outcomes: readonly PartOutcome<CallerResult>[] = [];

  constructor(options: CompareOptions, sets: Readonly<Record<Side, VectorSet>>) {
    this.#options = options;
    this.#sets = sets;
    this.#tables = new ComparedTables(sets);
    this.#foreign = foreignCalls(options.namespaceFile);
    this.#plans = new Map(tableCallers.map((caller) => [caller, this.#planOf(caller)]));
    const names = options.callers ?? callers.map(({ name }) => name);
    const more = [...this.#plans.keys()].filter((name) => !names.includes(name));
    this.#parts = [
      ...[...names, ...more].map((caller) => ({ caller })),
      ...(options.slots ? slots.map((slot) => ({ slot })) : []),
    ];
  }

  async run(): Promise<Comparison> {
    const module = workerModule(import.meta.url, 'worker');
    const requests = this.#parts.map((part) => this.#requestOf(part));
    const { outcomes, engines } = await runParts(
      requests,
      { open: openHere, module },
      this.#options,
    );
    this.#outcomes = outcomes;
    const { a, b } = this.#sets;
    const { acrossSides, unmatched, within } = this.#tables;
    return {
      ...ranHeader('compare', engines, this.#options.tools, [a.abi, b.abi]),
      a: { vectors: a.name, abi: a.abi.name },
      b: { vectors: b.name, abi: b.abi.name },
      operations: this.#operations(),
      unconverted: [...this.#unconverted('a'), ...this.#unconverted('b')],
      differences: acrossSides.map((pair) => this.#differences(pair)),
      unmatched,
      disagreements: {
        a: within.a.map((pair) => this.#differences(pair)),
        b: within.b.map((pair) => this.#differences(pair)),
      },
      namespace: this.#namespace(),
      assumptions: this.#assumptions(),
      failures: this.#outcomes.flatMap((outcome, index) =>
        'failure' in outcome ? [{ part: nameOf(this.#parts[index]), reason: outcome.failure }] : [],
      ),
    };
  }

  #assumptions(): string[] {
    const ofCode = this.#tables.all.flatMap(({ table }) => table.assumptions);
    const ofCalls = this.#outcomes.flatMap((outcome) =>
      'failure' in outcome ? [] : outcome.result.assumptions,
    );
    return [...new Set([...ofCode, ...ofCalls])];
  }

  #requestOf(part: SweepPart): CompareRequest {
    const { exhaustive, traces } = this.#options;
    const plan = this.#plans.get(part.caller ?? '');
    return {
      tables: this.#tables.all.map(({ table }) => table),
      work: {
        part,
        pairs: this.#isWanted(part)
          ? this.#tables.pairs.map(([one, other]) => [one.index, other.index])
          : [],
        calls: plan?.calls ?? [],
        measured: plan?.measured ?? [],
        exhaustive,
        traces,
      },
    };
  }

  /** The others only answer calls. */
  #isWanted({ caller, slot }: SweepPart): boolean {
    const { callers: names } = this.#options;
    return slot !== undefined || names === undefined || names.includes(caller ?? '');
  }

  #planOf(caller: TableCaller): CallPlan {
    const plan = new CallPlan();
    for (const table of this.#tables.all) {
      for (const [index, { spec }] of this.#foreign.entries()) {
        plan.ask(table, `foreign ${index}`, { ...spec, caller });
      }
      for (const origin of ['a', 'b'] as const) {
        const isCaller = this.#tables.of(origin).some((own) => callerOf(own) === caller);
        for (const { operation, spec } of isCaller ? this.#operationCalls(origin, caller) : []) {
          plan.ask(table, `${origin} ${operation}`, spec);
          if (origin === table.side && callerOf(table) === caller) {
            plan.measure(table, operation, spec);
          }
        }
      }
    }
    return plan;
  }

  #operationCalls(side: Side, caller: TableCaller): OperationCall[] {
    const { abi } = this.#sets[side];
    return [...abi.operations.values()].map((operation) => operationCall(abi, operation, caller));
  }

  #differences([one, other]: readonly [ComparedTable, ComparedTable]): TableDifferences {
    const at = this.#tables.pairs.findIndex(([first, second]) => first === one && second === other);
    return {
      tables: [one.table.name, other.table.name],
      callers: this.#parts.flatMap((part, index) => {
        const outcome = this.#outcomes[index];
        const pair =
          outcome === undefined || 'failure' in outcome ? undefined : outcome.result.pairs[at];
        return pair === undefined ? [] : [{ caller: nameOf(part), ...pair }];
      }),
    };
  }

  #resultOf(caller: string): CallerResult | undefined {
    const outcome = this.#outcomes[this.#parts.findIndex((part) => part.caller === caller)];
    return outcome === undefined || 'failure' in outcome ? undefined : outcome.result;
  }

  #answer(caller: string, table: ComparedTable, label: string): CallAnswer | undefined {
    const at = this.#plans.get(caller)?.placeOf(table, label);
    return at === undefined ? undefined : this.#resultOf(caller)?.answers[at];
  }

  #measurement(table: ComparedTable, operation: string): Measurement | undefined {
    const caller = callerOf(table);
    const at = this.#plans.get(caller)?.placeOfMeasured(table, operation);
    return at === undefined ? undefined : this.#resultOf(caller)?.measured[at];
  }

  #operations(): ComparedOperation[] {
    const { a, b } = this.#sets;
    const names = [...new Set([...a.abi.operations.keys(), ...b.abi.operations.keys()])];
    const ofBothOrA = this.#tables
      .of('a')
      .map((table) => ({ table, a: table, b: this.#tables.counterpart(table) }));
    const ofBAlone = this.#tables
      .of('b')
      .filter((table) => this.#tables.counterpart(table) === undefined)
      .map((table) => ({ table, a: undefined, b: table }));
    return [...ofBothOrA, ...ofBAlone].flatMap(({ table, ...tables }) =>
      names.flatMap((name): ComparedOperation[] => {
        const a = tables.a && this.#sideOf(tables.a, name);
        const b = tables.b && this.#sideOf(tables.b, name);
        return a === undefined && b === undefined
          ? []
          : [{ name, table: table.table.name, ...given({ a, b }) }];
      }),
    );
  }

  #sideOf(table: ComparedTable, name: string): OperationSide | undefined {
    const calls = this.#operationCalls(table.side, callerOf(table));
    const call = calls.find(({ operation }) => operation === name);
    const measured = this.#measurement(table, name);
    if (call === undefined || measured === undefined) {
      return undefined;
    }
    const { contract } = table.table.vectors;
    const own = contract.operations.get(name)?.clobbers ?? [];
    return {
      call: callText(call.spec),
      measured,
      declaredClobbers: [...new Set([...contract.clobbers, ...own])],
    };
  }

  #unconverted(from: Side): UnconvertedCall[] {
    return this.#tables
      .of(from)
      .flatMap((table) =>
        this.#tables.targets(table).flatMap((target) => this.#unconvertedOn(table, target)),
      );
  }

  /** The calls that are made for a table, on one of the other side, from whom the first is for. */
  #unconvertedOn(own: ComparedTable, target: ComparedTable): UnconvertedCall[] {
    const { side: from, table } = own;
    const caller = callerOf(own);
    return this.#operationCalls(from, caller).flatMap(({ operation, spec }): UnconvertedCall[] => {
      const label = `${from} ${operation}`;
      const means = this.#answer(caller, own, label);
      const gets = this.#answer(caller, target, label);
      if (means === undefined || gets === undefined) {
        return [];
      }
      const consequence: Consequence = means.name === gets.name ? 'same' : gets.consequence;
      return [
        {
          from,
          operation,
          table: table.name,
          on: target.table.name,
          caller,
          call: callText(spec),
          means: means.name,
          gets: gets.name,
          consequence,
        },
      ];
    });
  }

  #namespace(): NamespaceAnswer[] {
    return this.#tables.all.flatMap((table) =>
      this.#foreign.flatMap(({ user, keptApartBy, call, spec }, index): NamespaceAnswer[] => {
        const host = this.#answer('host', table, `foreign ${index}`);
        const guest = this.#answer('guest', table, `foreign ${index}`);
        return host === undefined || guest === undefined
          ? []
          : [
              {
                user,
                ...(keptApartBy === undefined ? {} : { keptApartBy }),
                call: call === undefined ? callText(spec) : `${call} (${callText(spec)})`,
                side: table.side,
                table: table.table.name,
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

function callerOf({ table: { vectors } }: ComparedTable): TableCaller {
  return vectors.contract.caller;
}

function nameOf(part: SweepPart | undefined): string {
  return part?.slot ?? part?.caller ?? '';
}

/** Whether somebody else's call is taken for one of the ABI's own: it does more than fail. */
export function isAnswered(consequence: Consequence): boolean {
  return consequence === 'dangerous' || consequence === 'wrong-value';
}
