import type { NoteCode } from '../judge/finding.ts';
import { takenText } from './taken-symbol.ts';
import type { State } from '../architecture/state.ts';
import type { Disassembler } from '../disassembler/disassembler.ts';
import type { Test, TestStep } from '../fixture/test.ts';
import type { Finding } from '../judge/finding.ts';
import type { Call } from '../judge/call.ts';
import type { Judgement } from '../judge/judge.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { noVariant, requestOf } from '../judge/variant.ts';
import { callSiteOf } from './call-action.ts';
import type { CallSetting } from '../calls/call-maker.ts';
import type { CallSite } from '../calls/call-sites.ts';
import { given } from '../collections/given.ts';
import type { MachineCheck, MachineChecker } from '../machine/checked-machine.ts';
import { engineCheckOf, engineFindings } from './engine-check.ts';
import type { EngineCheck, ExceptionReport, Note, TrialFallback } from './event.ts';
import { exceptionReport } from './exception-report.ts';
import { unexpectedFindings } from './expected-findings.ts';
import { judgeCall } from './judge-call.ts';
import type { InterruptionPoint } from './interruption-points.ts';
import { interruptionPoints } from './interruption-points.ts';
import type { StepInterruptions } from './interruption-report.ts';
import { joinedFindings, pointNotes } from './interruption-report.ts';
import { Locator } from './locate.ts';
import { requirePlaced } from './misplaced-store.ts';
import type { Plan } from './plan.ts';
import { planStep } from './plan.ts';
import type { Session } from './session.ts';
import { RepeatedCall } from '../calls/repeated-call.ts';

/** What running a test needs besides its session. */
export interface ExecuteSetting {
  /** For the sentinels. */
  readonly seed: number;
  /** Instructions of one trial, and again after each function that it calls. */
  readonly budget: number;
  readonly disassembler: Disassembler;
  /** Has a second engine make the first call of each test, too. */
  readonly checker?: MachineChecker;
  /** Sees the first trial of each call, which is stepped: the call as the test makes it. */
  readonly onSteps?: (trial: CallRecord) => void;
  /** Hears of a step with findings that its test does not expect. */
  readonly onFindings?: (prepared: PreparedStep, findings: StepFindings) => void;
}

/** What is wrong with a step. */
export interface StepFindings {
  /** All of its call. */
  readonly found: readonly Finding[];
  /** Those that the test does not expect, and those that it misses. */
  readonly unexpected: readonly Finding[];
}

/** What came of a test whose calls could be made. */
export interface Execution {
  readonly findings: readonly Finding[];
  readonly clobbered: readonly string[];
  readonly notes: readonly Note[];
  /** How the last call ended: `returned`, `guest-exit at __guest_exit`. */
  readonly outcome: string;
  /** An exception that nobody meant, on its way. */
  readonly exception?: ExceptionReport;
  /** How many calls the judge asked for, stepped ones included, over all steps that were judged; not those of `fallback`. */
  readonly trials: number;
  /** Where the data flow did not say which values to try. */
  readonly fallback?: TrialFallback;
  readonly engineCheck?: EngineCheck;
}

/** The last reason of several, and the trials of all. */
function joinedFallback(
  before: TrialFallback | undefined,
  { tried, reason }: Judgement['trials'],
): TrialFallback | undefined {
  return reason === undefined ? before : { trials: (before?.trials ?? 0) + tried, reason };
}

/**
 * Runs a test in its session: each step is judged from the state that the one before left, up to the first with a
 * finding. Throws an HcallError for a symbol or an instruction that does not exist.
 */
export function executeTest(session: Session, test: Test, setting: ExecuteSetting): Execution {
  const locator = new Locator(session, setting.disassembler);
  const notes: Note[] = takenNotes(session, test);
  const clobbered = new Set<string>();
  let ending: Pick<Execution, 'outcome' | 'exception'> = { outcome: '' };
  let trials = 0;
  let fallback: TrialFallback | undefined;
  let check: MachineCheck | undefined;
  for (const prepared of stepsOf(session, test, setting)) {
    const { step, index, calls, interruptions } = prepared;
    if (index === 0) {
      setting.checker?.start();
    }
    const judged = calls.map(({ call, runner }) =>
      judgeCall(call, runner, {
        onSteps: (trial) => {
          check ??= setting.checker?.stop();
          session.slots.check(trial, step.place);
          setting.onSteps?.(trial);
        },
      }),
    );
    for (const judgement of judged) {
      trials += judgement.trials.followed;
      fallback = joinedFallback(fallback, judgement.trials);
      judgement.clobbered.forEach((register) => clobbered.add(register));
    }
    const found = judged.map((judgement) =>
      judgement.findings.map((finding) => locator.finding(finding)),
    );
    const joined =
      interruptions === undefined
        ? found.flat()
        : joinedFindings(found, interruptions, (address) => locator.nameOf(address));
    const findings = [
      ...(index === 0 && check !== undefined ? engineFindings(check, calls[0].call.regions) : []),
      ...unexpectedFindings(joined, step.expectation.findings ?? []),
    ];
    const noted = [
      ...judged.flatMap((judgement) => judgement.notes),
      ...(interruptions === undefined ? [] : pointNotes(interruptions)),
    ];
    notes.push(...distinct(noted.map((note) => locator.note(note))));
    const last = judged.find((judgement) => judgement.findings.length > 0) ?? judged.at(-1);
    ending = {
      outcome: last === undefined ? '' : session.describeEnd(last),
      ...exceptionReport(last?.exception, locator),
    };
    if (findings.length > 0) {
      setting.onFindings?.(prepared, { found: joined, unexpected: findings });
      const isSequence = test.steps.length > 1;
      const numbered = findings.map((finding) => ({ ...finding, step: index + 1 }));
      return {
        findings: isSequence ? numbered : findings,
        clobbered: [...clobbered],
        notes,
        ...ending,
        trials,
        ...given({ fallback, engineCheck: check && engineCheckOf(check) }),
      };
    }
  }
  return {
    findings: [],
    clobbered: [...clobbered],
    notes,
    ...ending,
    trials,
    ...given({ fallback, engineCheck: check && engineCheckOf(check) }),
  };
}

/** What '*' stands for, if it stands for anything. */
function takenNotes({ taken }: Session, { otherSymbols }: Test): Note[] {
  if (otherSymbols === undefined || taken.length === 0) {
    return [];
  }
  const { act, place } = otherSymbols;
  const code: NoteCode = 'stands-for-undefined';
  return [{ code, message: takenText(taken, act), ...given({ place }) }];
}

/** The same note of several calls of a step is one. */
function distinct(notes: readonly Note[]): Note[] {
  return [...new Map(notes.map((note) => [JSON.stringify(note), note])).values()];
}

/** A call of a test, and what makes it. */
export interface PreparedCall {
  readonly call: Call;
  readonly runner: RepeatedCall;
}

export interface PreparedStep {
  readonly step: TestStep;
  /** From 0. */
  readonly index: number;
  readonly plan: Plan;
  /** Makes the call as it is where nothing interrupts it. */
  readonly runner: RepeatedCall;
  /** What is judged: the call; where it is to be interrupted, once for each point. */
  readonly calls: readonly [PreparedCall, ...PreparedCall[]];
  readonly interruptions?: StepInterruptions;
}

/**
 * The steps of a test, each ready to run from the state that the one before left. Where the call of that one is
 * interrupted, it is what it left at its first point.
 */
export function* stepsOf(
  session: Session,
  test: Test,
  setting: ExecuteSetting,
): Generator<PreparedStep> {
  session.reset();
  const sites = test.steps.map((step) => callSiteOf(session, step));
  let before: State | undefined;
  for (const [index, step] of test.steps.entries()) {
    const site = sites[index] as CallSite;
    const plan = planStep({ session, test, step, site, before, seed: setting.seed });
    const runner = prepare(session, plan, setting);
    const prepared = {
      step,
      index,
      plan,
      runner,
      ...interruptedCalls(session, step, plan, runner),
    };
    yield prepared;
    if (index + 1 < test.steps.length) {
      const [{ call, runner: first }] = prepared.calls;
      const record = first.run(requestOf(call, noVariant, 'nothing'));
      before = requirePlaced(record, call.nameOf).after.clone();
    }
  }
}

/** What of a step is judged. Throws what `interruptionPoints` throws. */
function interruptedCalls(
  session: Session,
  { interrupt }: TestStep,
  { call }: Plan,
  runner: RepeatedCall,
): Pick<PreparedStep, 'calls' | 'interruptions'> {
  if (interrupt === undefined) {
    return { calls: [{ call, runner }] };
  }
  const record = runner.run(requestOf(call, noVariant, 'steps'));
  const selection = interruptionPoints(session, interrupt, record);
  const [first, ...more] = selection.points;
  const callAt = ({ interruption }: InterruptionPoint): PreparedCall => ({
    call: { ...call, interruption },
    runner: runner.interrupted(interruption),
  });
  return {
    calls: [callAt(first), ...more.map(callAt)],
    interruptions: { ...selection, interrupt },
  };
}

/**
 * Puts memory into the state that the step wants, and makes what runs its trials. With `code` a branch to a register may lead
 * to any address outside of it.
 */
export function prepare(
  session: Session,
  { call, stops, functions, entersCode, captures, memory, names, guest }: Plan,
  { seed, budget }: Pick<ExecuteSetting, 'seed' | 'budget'>,
  code?: CallSetting['code'],
): RepeatedCall {
  const { machine, acts } = session;
  for (const { address, bytes } of memory) {
    machine.write({ address, bytes, execute: false });
  }
  return new RepeatedCall({
    machine,
    start: call.start,
    stops,
    functions,
    entersCode,
    captures,
    budget,
    memory: call.memory,
    mark: machine.mark(),
    acts,
    names,
    isData: (address, size) => session.isData(address, size),
    seed,
    ...given({ code, guest }),
  });
}
