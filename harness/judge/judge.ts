import { writtenByEntry } from '../architecture/exception-registers.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { CallRecord } from '../calls/call-record.ts';
import type { CallRequest } from '../calls/repeated-call.ts';
import type { Flow } from '../flow/flow.ts';
import { follow } from '../flow/follow.ts';
import { disagreement, secondCall } from '../flow/second-call.ts';
import type { Outcome } from '../machine/machine.ts';
import { agreements } from './agreements.ts';
import { blame } from './blame.ts';
import type { Call } from './call.ts';
import { callbackNotes } from './callbacks.ts';
import { Check } from './check.ts';
import { dependenceFinding, withMattering } from './dependence.ts';
import { eventFindings } from './events.ts';
import type { UnlocatedFinding, UnlocatedNote } from './finding.ts';
import { hexadecimal } from './finding.ts';
import { maskedNotes } from './masked.ts';
import { clobberedRegisters } from './frame.ts';
import { isAlike, lostFinding } from './lost-register.ts';
import { carriesNumber, numberFinding } from './number.ts';
import { overwrittenFindings } from './overwritten.ts';
import { proposals, secondVariant } from './other-values.ts';
import { guestNotes } from './guest.ts';
import { outcomeFor } from './outcome.ts';
import { returnNotes } from './returns.ts';
import type { SecondException } from '../calls/second-exception.ts';
import { secondExceptionOf } from '../calls/second-exception.ts';
import { storesBelowStackPointer } from './stack.ts';
import { synchronisationNotes } from './synchronisation.ts';
import { syndromeFindings } from './syndrome.ts';
import type { Turn } from './turning.ts';
import { turns } from './turning.ts';
import { variantOf } from './undeclared.ts';
import type { Variant } from './variant.ts';
import { withVectorsTogether } from './vector-findings.ts';
import { joined, noVariant, requestOf } from './variant.ts';
import { parts, scrambledVariants, singleVariants, variants, withoutKnown } from './variants.ts';

/** What the judge says of one call. */
export interface Judgement {
  readonly findings: readonly UnlocatedFinding[];
  readonly notes: readonly UnlocatedNote[];
  /** Registers that differ after the call without being a result, in layout order. */
  readonly clobbered: readonly RegisterName[];
  readonly outcome: Outcome;
  /** Where it ended. */
  readonly pc: bigint;
  readonly trials: TrialCount;
  /** What nobody meant on the way there. */
  readonly exception: SecondException | undefined;
}

/** How often a call was made to judge it. */
interface TrialCount {
  /** Because of what its flow says; the call itself is one. */
  readonly followed: number;
  /** To try values, where the flow could not say what they are to be; then with the reason. */
  readonly tried: number;
  readonly reason?: string;
}

/**
 * Judges one call. Pure: it asks for each trial that it needs and is resumed with what was seen. The first trial is
 * stepped and followed: that says what the call depends on, and with which values another trial would end otherwise.
 * The start state of a request is only valid until the judge is resumed, and each trial must start from the same memory.
 */
export function judge(call: Call): Generator<CallRequest, Judgement, CallRecord> {
  return new Judge(call).run();
}

type Ask<Result> = Generator<CallRequest, Result, CallRecord>;

/** Trials with turned conditions; a call that needs more depends on far too much. */
const mostTurns = 48;

/** A trial and what came of it. */
interface Followed {
  readonly record: CallRecord;
  readonly flow: Flow;
  readonly variant: Variant;
}

class Judge {
  readonly #call: Call;
  readonly #check: Check;
  readonly #start: State;
  #followed = 0;
  #tried = 0;
  #reason: string | undefined;

  constructor(call: Call) {
    this.#call = call;
    this.#check = new Check(call);
    this.#start = call.state.clone();
  }

  *run(): Ask<Judgement> {
    const call = this.#call;
    const record = yield* this.#stepped(noVariant);
    const symptoms = this.#check.findings(record);
    const base = { record, flow: this.#follow(record), variant: noVariant };
    this.#reason = base.flow.refusal?.reason ?? (yield* this.#distrust(base));
    const lost = yield* this.#lost(base, symptoms);
    const causes = lost.length > 0 ? lost : yield* this.#causes(base, symptoms);
    const reason = this.#reason;
    return {
      findings: [
        ...(causes.length > 0
          ? []
          : withVectorsTogether(
              symptoms.map((finding) => blame(finding, call, record, base.flow)),
            )),
        ...causes,
        ...syndromeFindings(call, record),
        // Where something is lost, the rest of the call is of no more interest than its end.
        ...(lost.length > 0
          ? []
          : [...storesBelowStackPointer(record), ...eventFindings(call, record)]),
      ],
      notes: [
        ...synchronisationNotes(record),
        ...returnNotes(call, record),
        ...guestNotes(call, record),
        ...callbackNotes(call, record),
        ...maskedNotes(call, record),
      ],
      clobbered: clobberedRegisters(call, record),
      outcome: outcomeFor(call, record),
      pc: record.pc,
      exception: secondExceptionOf(record),
      trials: {
        followed: this.#followed,
        tried: this.#tried,
        ...(reason === undefined ? {} : { reason }),
      },
    };
  }

  #follow(record: CallRecord): Flow {
    const { isFixed, scrambled, regions } = this.#call;
    return follow(record, { isFixed, scrambled, regions });
  }

  /**
   * Makes the call again, not stepped, with all changed that its way does not pin, and compares every register and byte
   * with what the flow says. The reason why it cannot be trusted, if there is one. Throws an Error where the machine
   * does not do the same when it is not stepped: a defect.
   */
  *#distrust({ record, flow }: Followed): Ask<string | undefined> {
    const other = secondCall(flow, proposals(this.#call, flow));
    const variant = secondVariant(this.#call, flow, other.changed);
    const second = yield this.#request(variant, 'nothing');
    const difference = disagreement(flow, record, other, second);
    if (difference === undefined) {
      return undefined;
    }
    yield* this.#demandAgreement(record);
    return `the data flow does not agree with the machine: ${difference}`;
  }

  /** Both ways of running must see the same, or no trial means anything. Throws an Error: a defect of the machine. */
  *#demandAgreement(stepped: CallRecord): Ask<void> {
    const fast = yield this.#request(noVariant, 'nothing');
    const same = fast.outcome === stepped.outcome && fast.pc === stepped.pc;
    if (!same || fast.after.words.some((word, index) => word !== stepped.after.words[index])) {
      throw new Error(
        `a call ends as ${stepped.outcome} at ${hexadecimal(stepped.pc)} when stepped, ` +
          `and as ${fast.outcome} at ${hexadecimal(fast.pc)}, or in another state, when not`,
      );
    }
  }

  *#causes(base: Followed, symptoms: readonly UnlocatedFinding[]): Ask<UnlocatedFinding[]> {
    return symptoms.length === 0
      ? yield* this.#dependences(base)
      : yield* this.#correctingInput(base, symptoms);
  }

  /**
   * Registers that the interruption of the call overwrote, or an exception that a function took, without which it would
   * have gone another way: each is what is wrong, and the symptoms are its doing.
   */
  *#lost(
    { record, flow }: Followed,
    symptoms: readonly UnlocatedFinding[],
  ): Ask<readonly UnlocatedFinding[]> {
    const overwritten = overwrittenFindings(this.#call, record, flow);
    const { entry } = record.interruption ?? {};
    const [symptom] = symptoms;
    if (overwritten.length > 0 || entry === undefined || symptom === undefined) {
      return overwritten;
    }
    const registers = writtenByEntry(entry).map(([register]) => register);
    const rest = yield* this.#restored(registers);
    if (isAlike(rest, symptoms)) {
      return [];
    }
    const needed: RegisterName[] = [];
    for (const register of registers) {
      const others = registers.filter((other) => other !== register);
      if (!isAlike(yield* this.#restored(others), rest)) {
        needed.push(register);
      }
    }
    return (needed.length > 0 ? needed : registers).map((register) =>
      lostFinding(register, symptom, record, this.#call.nameOf),
    );
  }

  /** What is wrong with the call where the interruption leaves these registers as they were before it. */
  *#restored(registers: readonly RegisterName[]): Ask<readonly UnlocatedFinding[]> {
    const trial = yield { ...this.#request(noVariant, 'nothing'), restores: registers };
    return this.#check.findings(trial);
  }

  /** What is wrong with a trial; nothing where it is not interrupted as the call is to be. */
  #findings(trial: CallRecord): readonly UnlocatedFinding[] {
    return this.#isInterrupted(trial) ? this.#check.findings(trial) : [];
  }

  #isInterrupted({ interruption }: CallRecord): boolean {
    return this.#call.interruption === undefined || interruption?.entry !== undefined;
  }

  /** A call that is right must stay right whatever the undeclared inputs hold. */
  *#dependences(base: Followed): Ask<UnlocatedFinding[]> {
    const findings: UnlocatedFinding[] = [];
    const known = new Set<string>();
    if (this.#reason === undefined) {
      yield* this.#turnAll(base, findings, known);
    }
    if (this.#reason !== undefined) {
      yield* this.#tryAll(base.record, findings, known);
    }
    return findings;
  }

  /**
   * Turns each condition that depends on an undeclared source, and in the trials that go another way the conditions
   * that are new there.
   */
  *#turnAll(base: Followed, findings: UnlocatedFinding[], known: Set<string>): Ask<void> {
    const seen = new Set<string>();
    const rest: Followed[] = [base];
    for (let run = rest.shift(); run !== undefined; run = rest.shift()) {
      for (const turn of this.#turnsOf(run)) {
        const subject = subjectKey(turn, this.#call);
        if (seen.has(turn.key) || known.has(subject)) {
          continue;
        }
        seen.add(turn.key);
        const change = this.#changeOf(turn);
        if (change === undefined) {
          continue;
        }
        if (this.#followed > mostTurns) {
          this.#reason ??= `more than ${mostTurns} conditions depend on undeclared inputs`;
          return;
        }
        const variant = joined(run.variant, change);
        const trial = yield* this.#stepped(variant);
        const [symptom] = this.#findings(trial);
        if (symptom === undefined) {
          rest.push({ record: trial, flow: this.#follow(trial), variant });
        } else {
          known.add(subject);
          findings.push(this.#turnedFinding(turn, change, symptom, run.record, trial));
        }
      }
    }
  }

  #turnedFinding(
    { source, solution, step }: Turn,
    change: Partial<Variant>,
    symptom: UnlocatedFinding,
    base: CallRecord,
    trial: CallRecord,
  ): UnlocatedFinding {
    const { freeNumber } = this.#call;
    const finding =
      freeNumber !== undefined && solution.kind === 'value' && carriesNumber(source, this.#call)
        ? numberFinding(solution.value, freeNumber, symptom, base, trial)
        : dependenceFinding(change, symptom, base, trial);
    return withMattering(finding, step === undefined ? undefined : base.steps?.[step]?.address);
  }

  #turnsOf({ record, flow }: Followed): Generator<Turn> {
    return turns(this.#call, record, flow, agreements(this.#call, record, flow));
  }

  /** What a trial of the turn changes; undefined where nothing turns the condition. */
  #changeOf({ source, solution }: Turn): Partial<Variant> | undefined {
    if (solution.kind === 'unknown') {
      this.#reason ??= solution.reason;
    }
    return solution.kind === 'value' ? variantOf(source, solution.value, this.#call) : undefined;
  }

  /** Without a flow: tries values, many at a time. */
  *#tryAll(base: CallRecord, findings: UnlocatedFinding[], known: Set<string>): Ask<void> {
    for (const whole of [...variants(this.#call), ...scrambledVariants(this.#call)]) {
      const variant = withoutKnown(whole, known);
      const symptom = variant === undefined ? undefined : yield* this.#symptomOf(variant);
      if (variant === undefined || symptom === undefined) {
        continue;
      }
      const before = findings.length;
      for (const part of parts(variant)) {
        const partial = yield* this.#symptomOf(part);
        if (partial !== undefined) {
          const other = yield* this.#tryStepped(part);
          findings.push(this.#triedFinding(part, partial, base, other));
          const [register] = [...part.changes.keys(), ...part.scrambled.keys()];
          known.add(register ?? 'memory');
        }
      }
      if (findings.length === before) {
        const other = yield* this.#tryStepped(variant);
        findings.push(dependenceFinding(variant, symptom, base, other));
        return;
      }
    }
  }

  /** A part of a variant makes a difference: what carries the number then has other bits above it. */
  #triedFinding(
    part: Variant,
    symptom: UnlocatedFinding,
    base: CallRecord,
    other: CallRecord,
  ): UnlocatedFinding {
    const { freeNumber } = this.#call;
    const { register } = freeNumber ?? {};
    const value = register === undefined ? undefined : part.changes.get(register);
    return freeNumber === undefined || value === undefined
      ? dependenceFinding(part, symptom, base, other)
      : numberFinding(value, freeNumber, symptom, base, other);
  }

  /**
   * A call that is wrong may be so because it tests an undeclared input: then another value of that register alone
   * makes it right. The test is the cause, and what went wrong are its symptoms. Not so where a register that is
   * changed had the new value by chance, or where one that is copied by mistake held what was to be delivered.
   */
  *#correctingInput(
    base: Followed,
    symptoms: readonly UnlocatedFinding[],
  ): Ask<UnlocatedFinding[]> {
    const isFollowed = this.#reason === undefined;
    const candidates = isFollowed ? this.#turningVariants(base) : singleVariants(this.#call);
    for (const variant of candidates) {
      const [change] = variant.changes ?? [];
      if (change !== undefined && isSymptom(change, symptoms)) {
        continue;
      }
      const whole = joined(noVariant, variant);
      const trial = yield* isFollowed ? this.#stepped(whole) : this.#tryStepped(whole);
      if (this.#isInterrupted(trial) && this.#check.findings(trial).length === 0) {
        const [symptom] = symptoms as [UnlocatedFinding];
        return [dependenceFinding(variant, symptom, base.record, trial)];
      }
    }
    return [];
  }

  *#turningVariants({ record, flow }: Followed): Generator<Partial<Variant>> {
    for (const turn of turns(this.#call, record, flow, [])) {
      // Another number is another call: that it goes well says nothing of this one.
      const change = carriesNumber(turn.source, this.#call) ? undefined : this.#changeOf(turn);
      if (change !== undefined) {
        yield change;
      }
    }
  }

  /** The first thing wrong when the call starts from this variant. */
  *#symptomOf(variant: Variant): Ask<UnlocatedFinding | undefined> {
    this.#tried += 1;
    return this.#findings(yield requestOf(this.#call, variant, 'nothing', this.#start))[0];
  }

  *#tryStepped(variant: Variant): Ask<CallRecord> {
    this.#tried += 1;
    return yield requestOf(this.#call, variant, 'steps', this.#start);
  }

  *#stepped(variant: Variant): Ask<CallRecord> {
    return yield this.#request(variant, 'steps');
  }

  #request(variant: Variant, watch: CallRequest['watch']): CallRequest {
    this.#followed += 1;
    return requestOf(this.#call, variant, watch, this.#start);
  }
}

/** What a finding of the turn is about: each register alone, each number, all memory together. */
function subjectKey({ source, solution }: Turn, call: Call): string {
  if (call.freeNumber?.number === undefined && carriesNumber(source, call)) {
    return solution.kind === 'value' ? `number ${solution.value}` : 'number';
  }
  return 'register' in source ? source.register : source.kind;
}

function isSymptom(
  [register, value]: readonly [RegisterName, bigint],
  symptoms: readonly UnlocatedFinding[],
): boolean {
  return symptoms.some(
    ({ subject, expected, parts = [] }) =>
      (subject.kind === 'register' && subject.register === register) ||
      [expected, ...parts.map((part) => part.expected)].includes(hexadecimal(value)) ||
      parts.some((part) => part.register === register),
  );
}
