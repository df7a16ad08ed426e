import type { State } from '../architecture/state.ts';
import type { Disassembler } from '../disassembler/disassembler.ts';
import type { Path } from '../flow/explore.ts';
import type { FlowLanguage } from '../flow/following.ts';
import type { Source } from '../flow/source.ts';
import { widthOfSource } from '../flow/source.ts';
import { assumptionTexts } from '../sweep/assumptions.ts';
import type { CallerExploration } from '../sweep/caller-exploration.ts';
import { exploreCaller } from '../sweep/caller-exploration.ts';
import { byConditions } from '../sweep/classes.ts';
import { waysNotGone } from '../sweep/exhaustive.ts';
import { makeCall } from '../sweep/followed-call.ts';
import type { SmtSolver } from '../solver/smt-solver.ts';
import type { SweepPart } from '../sweep/part.ts';
import { situationOf } from '../sweep/part.ts';
import { differenceFrom, PathCheck } from '../sweep/path-check.ts';
import type { OpenTable } from '../sweep/service.ts';
import { tracedLines } from '../sweep/traced-lines.ts';
import type { PathEffect } from './path-effect.ts';
import { PathEffects } from './path-effect.ts';

/** How tables are explored that are compared. */
export interface ExploreTableOptions {
  readonly part: SweepPart;
  /** Tables that are compared share one. */
  readonly language: FlowLanguage;
  readonly smt: SmtSolver;
  /** Ways of a caller on a table, at most. */
  readonly mostPaths: number;
  /** Executes an HVC with every immediate besides. */
  readonly exhaustive: boolean;
}

/** All that the calls of one caller do on one table. */
export class ExploredTable {
  readonly explored: CallerExploration;
  /** Paths of which it is known what they do. */
  readonly effects: readonly PathEffect[];
  /** Why it is not known of all calls; empty where it is. */
  readonly notCovered: readonly string[];
  /** What is taken for granted. */
  readonly assumptions: readonly string[];
  readonly #open: OpenTable;
  readonly #start: State;
  readonly #first: Path | undefined;

  private constructor(open: OpenTable, explored: CallerExploration, wrong: ReadonlySet<Path>) {
    this.explored = explored;
    this.#open = open;
    this.#start = open.prober.start(explored.situation);
    const { paths, uncovered } = explored.exploration;
    [this.#first] = paths;
    const reasons = new Set<string>();
    for (const { reason, at } of uncovered) {
      reasons.add(at === undefined ? reason : `${reason} (at ${open.session.nameOf(at)})`);
    }
    const check = new PathCheck(open.prober, explored);
    const described = new PathEffects(open);
    this.effects = paths.toSorted(byConditions).flatMap((path) => {
      const { refusal } = path.flow;
      if (refusal !== undefined) {
        reasons.add(refusal.reason);
      } else if (wrong.has(path) || !check.isReal(path)) {
        reasons.add('a call that was made for real does not do what its way says');
      }
      return refusal === undefined ? [described.of(path)] : [];
    });
    this.notCovered = [...reasons];
    this.assumptions = paths.flatMap((path) => assumptionTexts(path, open.session));
  }

  /** Rejects with `unknown-caller`. */
  static async explore(
    open: OpenTable,
    { part, language, smt, mostPaths, exhaustive }: ExploreTableOptions,
  ): Promise<ExploredTable> {
    const explored = await exploreCaller({ ...open, smt, mostPaths }, situationOf(part), {
      language,
    });
    return new ExploredTable(open, explored, exhaustive ? waysNotGone(open, explored) : new Set());
  }

  get isFree(): (source: Source) => boolean {
    return this.explored.freedom.isFree;
  }

  readonly nameOfCode = (address: bigint): string | undefined =>
    this.#open.session.nameOfCode(address);

  /** What a source is in a call in which nobody chose it. */
  unchosen(path: Path, source: Source, width: number): bigint {
    if (source.kind === 'register') {
      return BigInt.asUintN(width, this.#start.get(source.register));
    }
    const known = path.values.has(source) ? this.#first : path;
    return known?.flow.base(source, width) ?? 0n;
  }

  /** Makes a call that must go a path. Throws an Error where it does not: a defect of hcall. */
  requireReal(path: Path, values: ReadonlyMap<Source, bigint>): void {
    const { prober } = this.#open;
    const { situation, immediate } = this.explored;
    const unchosen = [...path.values.keys()].map((source): [Source, bigint] => [
      source,
      this.unchosen(path, source, widthOfSource(source)),
    ]);
    const changed = new Map([...unchosen, ...values]);
    const real = situation.raised === undefined;
    const record = makeCall(prober, situation, immediate, changed, { real });
    const difference = differenceFrom(path, changed, record, prober.branches);
    if (difference !== undefined) {
      throw new Error(`a call does not go the way that it was made for: ${difference}`);
    }
  }

  /** What such a call executes. */
  trace(disassembler: Disassembler, values: ReadonlyMap<Source, bigint>): string[] {
    const { situation, immediate } = this.explored;
    return tracedLines({ ...this.#open, disassembler }, situation, immediate, values);
  }
}
