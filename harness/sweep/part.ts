import type { RegisterName } from '../architecture/registers.ts';
import type { Slot } from '../architecture/slot.ts';
import { callerOfSlot, findCaller } from '../calls/caller.ts';
import { exceptionThrough } from '../calls/exception-path.ts';
import type { Prober, Situation } from '../calls/prober.ts';
import { secondExceptionOf } from '../calls/second-exception.ts';
import type { Disassembler } from '../disassembler/disassembler.ts';
import { Describer } from '../flow/description/describer.ts';
import type { Path, UncoveredPath } from '../flow/explore.ts';
import type { NameOfAddress } from '../flow/print.ts';
import { exceptionReport } from '../run/exception-report.ts';
import { Locator } from '../run/locate.ts';
import type { SmtSolver } from '../solver/smt-solver.ts';
import type { Session } from '../run/session.ts';
import { assumptionTexts } from './assumptions.ts';
import type { BehaviourText } from './behaviour.ts';
import { describeEffect, effectKey, uncoveredBehaviour } from './behaviour.ts';
import type { CallerExploration } from './caller-exploration.ts';
import { exploreCaller } from './caller-exploration.ts';
import type { CallClass } from './classes.ts';
import { classesOf, whenText } from './classes.ts';
import { exampleOf, neededValues } from './example.ts';
import { effectOfFlow } from './flow-effect.ts';
import type { Restriction, ValueRange } from './freedom.ts';
import { waysNotGone } from './exhaustive.ts';
import { PathCheck } from './path-check.ts';
import type { SweptBehaviour, SweptCaller, SweptExample } from './sweep-result.ts';
import { tracedLines } from './traced-lines.ts';

/** From, to (inclusive), hexadecimal. */
type PlainRange = readonly [string, string];

/** Which calls to look at. Plain data. */
export interface SweepScope {
  /** Executes an HVC with every immediate besides, to check what is said of all. */
  readonly exhaustive: boolean;
  readonly immediates?: readonly PlainRange[];
  /** Registers that hold one of these values. All of them together, and with the immediates. */
  readonly registers?: readonly (readonly [RegisterName, readonly PlainRange[]])[];
  /** Report what each behaviour executed. */
  readonly traces: boolean;
}

/** The part of a sweep that one process does at a time: a caller or a slot of one table. */
export interface SweepPart {
  readonly caller?: string;
  readonly slot?: Slot;
}

/** A behaviour; two parts' are the same if their keys are. Plain data. */
type PartBehaviour = Omit<SweptBehaviour, 'effect'> & { readonly key: string };

/** What came of it. Plain data; behaviours are numbered within the part. */
export interface PartResult extends Omit<SweptCaller, 'table'> {
  readonly behaviours: readonly PartBehaviour[];
  /** What is taken for granted. */
  readonly assumptions: readonly string[];
}

/** What a part works with. */
export interface PartSetting {
  readonly session: Session;
  readonly prober: Prober;
  readonly disassembler: Disassembler;
  readonly smt: SmtSolver;
  /** Ways of a caller, at most. */
  readonly mostPaths: number;
  readonly scope: SweepScope;
}

/** Sweeps one part. Rejects with `unknown-caller` for a caller that does not exist. */
export async function sweepPart(setting: PartSetting, part: SweepPart): Promise<PartResult> {
  const explored = await exploreCaller(setting, situationOf(part), {
    restriction: restrictionOf(setting.scope),
  });
  return new PartSweep(setting, part, explored).run();
}

/** The calls of a part; of a slot, the exceptions that come through it. Throws `unknown-caller`. */
export function situationOf({ caller: name = '', slot }: SweepPart): Situation {
  const caller = slot === undefined ? findCaller(name) : callerOfSlot(slot);
  const given = new Map<RegisterName, bigint>();
  return slot === undefined
    ? { caller, given }
    : { caller, given, raised: { slot, cause: exceptionThrough(slot) } };
}

function restrictionOf({ immediates, registers = [] }: SweepScope): Restriction {
  return {
    ...(immediates === undefined ? {} : { immediates: immediates.map(rangeOf) }),
    registers: new Map(registers.map(([register, ranges]) => [register, ranges.map(rangeOf)])),
  };
}

function rangeOf([from, to]: PlainRange): ValueRange {
  return { from: BigInt(from), to: BigInt(to) };
}

type KeyedBehaviour = BehaviourText & { readonly key: string };

class PartSweep {
  readonly #setting: PartSetting;
  readonly #part: SweepPart;
  readonly #explored: CallerExploration;
  readonly #check: PathCheck;
  readonly #byKey = new Map<string, KeyedBehaviour>();

  constructor(setting: PartSetting, part: SweepPart, explored: CallerExploration) {
    this.#setting = setting;
    this.#part = part;
    this.#explored = explored;
    this.#check = new PathCheck(setting.prober, explored);
  }

  run(): PartResult {
    const { session, scope } = this.#setting;
    const { situation, language, exploration } = this.#explored;
    const { slot } = this.#part;
    const describer = new Describer(language);
    const classes = classesOf(this.#explored, describer, {
      ofPath: (path) => this.#ofPath(path),
      ofUncovered: (path) => this.#ofUncovered(path),
    });
    const wrong = scope.exhaustive ? waysNotGone(this.#setting, this.#explored) : new Set<Path>();
    const isKnown = exploration.paths.every(({ flow }) => flow.refusal === undefined);
    return {
      caller: situation.caller.name,
      ...(slot === undefined ? {} : { slot }),
      complete: isKnown && exploration.uncovered.length === 0,
      classes: classes.map((each, behaviour) => ({
        when: whenText(each, describer, (address) => session.nameOfCode(address)),
        behaviour,
      })),
      behaviours: classes.map((each) => this.#described(each, wrong)),
      assumptions: [
        ...new Set(exploration.paths.flatMap((path) => assumptionTexts(path, session))),
      ],
    };
  }

  #ofPath(path: Path): KeyedBehaviour {
    const { session, prober } = this.#setting;
    const effect = effectOfFlow(path, {
      nameOf: (address) => session.nameOf(address),
      nameOfCode: (address) => session.nameOfCode(address),
      branches: prober.branches,
      // All else may be anything, so that its ways are known.
      isUndeclared: ({ kind }) => kind === 'read',
    });
    return this.#one({ ...describeEffect(effect), key: effectKey(effect) });
  }

  #ofUncovered({ reason, at }: UncoveredPath): KeyedBehaviour {
    const where = at === undefined ? '' : ` (at ${this.#setting.session.nameOf(at)})`;
    const behaviour = uncoveredBehaviour(`${reason}${where}`);
    return this.#one({ ...behaviour, key: behaviour.name });
  }

  #one(behaviour: KeyedBehaviour): KeyedBehaviour {
    const known = this.#byKey.get(behaviour.key) ?? behaviour;
    this.#byKey.set(behaviour.key, known);
    return known;
  }

  /** What a behaviour is, shown by the first of its ways. */
  #described(
    { behaviour, paths }: CallClass<KeyedBehaviour>,
    wrong: ReadonlySet<Path>,
  ): PartBehaviour {
    const { session, disassembler, scope } = this.#setting;
    const { situation, immediate } = this.#explored;
    const [path] = paths;
    return {
      ...behaviour,
      ...exceptionReport(
        path && secondExceptionOf(path.record),
        new Locator(session, disassembler),
      ),
      example: this.#example(path),
      proved:
        paths.length > 0 && paths.every((each) => !wrong.has(each) && this.#check.isReal(each)),
      ...(scope.traces && path !== undefined
        ? { trace: tracedLines(this.#setting, situation, immediate, path.values) }
        : {}),
    };
  }

  /** The values that a way needs. */
  #example(path: Path | undefined): SweptExample {
    const caller = this.#part.slot ?? this.#explored.situation.caller.name;
    if (path === undefined) {
      return { caller, values: [] };
    }
    const conditions = path.conditions.map(({ expression }) => expression);
    const needed = neededValues(this.#explored, conditions, path.values);
    const nameOfCode: NameOfAddress = (address) => this.#setting.session.nameOfCode(address);
    return { caller, ...exampleOf(this.#explored, path, needed, nameOfCode) };
  }
}
