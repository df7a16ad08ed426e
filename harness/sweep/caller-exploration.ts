import { classesDelivered } from '../architecture/esr.ts';
import type { ProcessorModel } from '../architecture/processor-model.ts';
import { groupOfSlot } from '../architecture/slot.ts';
import type { Situation } from '../calls/prober.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import type { Exploration } from '../flow/explore.ts';
import { explore } from '../flow/explore.ts';
import type { FlowLanguage } from '../flow/following.ts';
import { newFlowLanguage } from '../flow/following.ts';
import { solverOfAll } from '../flow/way-solver.ts';
import type { SmtSolver } from '../solver/smt-solver.ts';
import type { CallTools } from './followed-call.ts';
import { followCall } from './followed-call.ts';
import type { Restriction } from './freedom.ts';
import { Freedom } from './freedom.ts';
import { plainImmediates } from './immediates.ts';

/** Every way that the calls of one caller go, whatever the free inputs are. */
export interface CallerExploration {
  /** With the first values that the calls are restricted to. */
  readonly situation: Situation;
  /** The immediate of calls that do not depend on it. */
  readonly immediate: number;
  readonly freedom: Freedom;
  readonly language: FlowLanguage;
  readonly exploration: Exploration;
}

/** What explores calls. */
export interface ExploreTools extends CallTools {
  /** Asked where several inputs decide together. */
  readonly smt: SmtSolver;
  /** Ways that the calls of one situation go at most. */
  readonly mostPaths: number;
}

/** What of an exploration may be left out. */
export interface ExploreCallerOptions {
  readonly restriction?: Restriction;
  /** Explorations that share one have equal values in common. */
  readonly language?: FlowLanguage;
}

/** Explores the calls of a situation: everything is free that can be. */
export async function exploreCaller(
  tools: ExploreTools,
  unrestricted: Situation,
  {
    restriction = { registers: new Map() },
    language = newFlowLanguage(),
  }: ExploreCallerOptions = {},
): Promise<CallerExploration> {
  const situation = firstOf(unrestricted, restriction);
  const immediate = firstImmediate(restriction);
  const { prober } = tools;
  const start = prober.start(situation);
  const freedom = new Freedom({
    language,
    origin: situation.caller.origin,
    start,
    regions: prober.regions(situation),
    held: new Set([
      ...prober.setting.state.keys(),
      ...prober.regionRegisters(situation),
      ...[...situation.given.keys()].filter((name) => !restriction.registers.has(name)),
    ]),
    restriction,
    classes: classesOf(situation, start.processor),
  });
  requireFree(freedom, restriction);
  const { isFree } = freedom;
  const solve = solverOfAll({ language, isFree, smt: tools.smt });
  const exploration = await explore({
    language,
    isFree,
    known: prober.known,
    call: (values) => followCall(tools, situation, immediate, { values, language }),
    most: tools.mostPaths,
    solve: (constraints, known) => {
      const limits = freedom.limits(constraints.map(({ expression }) => expression));
      return solve([...limits, ...constraints], known);
    },
  });
  return { situation, immediate, freedom, language, exploration };
}

/** What ESR_EL2.EC may be: of a synchronous exception, whatever its slot delivers. */
function classesOf({ raised }: Situation, processor: ProcessorModel): readonly number[] {
  return raised?.cause.kind === 'synchronous'
    ? classesDelivered(groupOfSlot(raised.slot), processor)
    : [];
}

/** A register that is not free has one value. Throws `bad-option-value`. */
function requireFree(freedom: Freedom, { registers }: Restriction): void {
  for (const [register, [first, ...more]] of registers) {
    const isOne = more.length === 0 && first?.from === first?.to;
    if (!isOne && freedom.freeBits(register) === undefined) {
      throw problem('bad-option-value', `${register} can have one value only`, {
        note: 'it says where memory is, or how instructions run: try its values one by one',
      });
    }
  }
}

/** The situation with the first values of the restriction. */
function firstOf(situation: Situation, { registers }: Restriction): Situation {
  const first = [...registers].flatMap(([register, ranges]) =>
    ranges.slice(0, 1).map(({ from }) => [register, from] as const),
  );
  return { ...situation, given: new Map([...situation.given, ...first]) };
}

/** No ABI's number, where it may be that. */
function firstImmediate({ immediates }: Restriction): number {
  const [usual = 0] = plainImmediates;
  const isUsual =
    immediates?.some(({ from, to }) => from <= BigInt(usual) && BigInt(usual) <= to) ?? true;
  return isUsual ? usual : Number(immediates?.[0]?.from ?? 0n);
}
