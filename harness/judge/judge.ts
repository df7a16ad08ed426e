import type { RegisterName } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { Outcome } from '../machine/machine.ts';
import { blame } from './blame.ts';
import type { Call } from './call.ts';
import { Check } from './check.ts';
import { dependenceFinding, reliedClobberFinding } from './dependence.ts';
import { eventFindings, eventNotes } from './events.ts';
import type { UnlocatedFinding, UnlocatedNote } from './finding.ts';
import { hexadecimal } from './finding.ts';
import { clobberedRegisters } from './frame.ts';
import type { SecondException } from '../calls/second-exception.ts';
import { secondExceptionOf } from '../calls/second-exception.ts';
import { returnNotes } from './returns.ts';
import { sentinel } from '../calls/sentinel.ts';
import { storesBelowStackPointer } from './stack.ts';
import { syndromeFindings } from './syndrome.ts';
import type { CallRecord } from '../calls/call-record.ts';
import type { CallRequest } from '../calls/repeated-call.ts';
import type { Variant } from './variants.ts';
import { noVariant, parts, requestOf, singleVariants, variants, withoutKnown } from './variants.ts';

/** What the judge says of one call. */
export interface Judgement {
  readonly findings: readonly UnlocatedFinding[];
  readonly notes: readonly UnlocatedNote[];
  /** Registers that differ after the call without being a result, in layout order. */
  readonly clobbered: readonly RegisterName[];
  readonly outcome: Outcome;
  /** Where it ended. */
  readonly pc: bigint;
  /** What nobody meant on the way there. */
  readonly exception: SecondException | undefined;
}

/**
 * Judges one call. Pure: it asks for each trial that it needs and is resumed with what was seen. The first trial is
 * stepped, so that each finding can name its instruction; then come the trials of what must make no difference. The
 * start state of a request is only valid until the judge is resumed, and each trial must start from the same memory.
 */
export function judge(call: Call): Generator<CallRequest, Judgement, CallRecord> {
  return new Judge(call).run();
}

type Ask<Result> = Generator<CallRequest, Result, CallRecord>;
type Scrambled = ReadonlyMap<RegisterName, bigint>;

class Judge {
  readonly #call: Call;
  readonly #check: Check;
  readonly #start: State;

  constructor(call: Call) {
    this.#call = call;
    this.#check = new Check(call);
    this.#start = call.state.clone();
  }

  *run(): Ask<Judgement> {
    const call = this.#call;
    const base = yield* this.#stepped(noVariant);
    const symptoms = this.#check.findings(base);
    yield* this.#demandAgreement(base);
    const causes =
      symptoms.length === 0
        ? [...(yield* this.#dependences(base)), ...(yield* this.#reliedClobbers(base))]
        : yield* this.#mendingInput(base, symptoms);
    return {
      findings: [
        ...(causes.length > 0 ? [] : symptoms.map((finding) => blame(finding, base))),
        ...causes,
        ...syndromeFindings(call, base),
        ...storesBelowStackPointer(base),
        ...eventFindings(call, base),
      ],
      notes: [...eventNotes(base), ...returnNotes(call, base)],
      clobbered: clobberedRegisters(call, base),
      outcome: base.outcome,
      pc: base.pc,
      exception: secondExceptionOf(base),
    };
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

  /** A call that is right must stay right whatever the undeclared inputs hold. */
  *#dependences(base: CallRecord): Ask<UnlocatedFinding[]> {
    const findings: UnlocatedFinding[] = [];
    const known = new Set<RegisterName | 'stack'>();
    for (const whole of variants(this.#call)) {
      const variant = withoutKnown(whole, known);
      const symptom = variant === undefined ? undefined : yield* this.#symptomOf(variant);
      if (variant === undefined || symptom === undefined) {
        continue;
      }
      const before = findings.length;
      for (const part of parts(variant)) {
        const partial = yield* this.#symptomOf(part);
        if (partial !== undefined) {
          findings.push(dependenceFinding(part, partial, base, yield* this.#stepped(part)));
          known.add([...part.changes.keys()][0] ?? 'stack');
        }
      }
      if (findings.length === before) {
        const other = yield* this.#stepped(variant);
        return [...findings, dependenceFinding(variant, symptom, base, other)];
      }
    }
    return findings;
  }

  /**
   * A call that is wrong may be so because it tests an undeclared input: then another value of that register alone
   * makes it right. The test is the cause, and what went wrong are its symptoms. Not so where a register that is
   * changed had the new value by chance, or where one that is copied by mistake held what was to be delivered.
   */
  *#mendingInput(base: CallRecord, symptoms: readonly UnlocatedFinding[]): Ask<UnlocatedFinding[]> {
    const [symptom] = symptoms;
    const wrong = new Set(
      symptoms.map(({ subject }) => (subject.kind === 'register' ? subject.register : undefined)),
    );
    const delivered = new Set(symptoms.map(({ expected }) => expected));
    for (const variant of singleVariants(this.#call)) {
      const [change] = variant.changes;
      if (change === undefined || symptom === undefined) {
        continue;
      }
      const [register, value] = change;
      if (wrong.has(register) || delivered.has(hexadecimal(value))) {
        continue;
      }
      if ((yield* this.#symptomOf(variant)) === undefined) {
        return [dependenceFinding(variant, symptom, base, yield* this.#stepped(variant))];
      }
    }
    return [];
  }

  /** A calling routine must give the same result when what handlers may clobber is really clobbered. */
  *#reliedClobbers(base: CallRecord): Ask<UnlocatedFinding[]> {
    const values = [...this.#call.scrambled].map((register): [RegisterName, bigint] => [
      register,
      sentinel(register, this.#call.seed, 1),
    ]);
    if (values.length === 0 || (yield* this.#symptomOf(noVariant, new Map(values))) === undefined) {
      return [];
    }
    const findings: UnlocatedFinding[] = [];
    for (const value of values) {
      const scrambled = new Map([value]);
      const symptom = yield* this.#symptomOf(noVariant, scrambled);
      if (symptom !== undefined) {
        const trial = yield* this.#stepped(noVariant, scrambled);
        findings.push(reliedClobberFinding(value[0], symptom, base, trial));
      }
    }
    return findings;
  }

  /** The first thing wrong when the call starts from this variant. */
  *#symptomOf(variant: Variant, scrambled?: Scrambled): Ask<UnlocatedFinding | undefined> {
    const trial = yield this.#request(variant, 'nothing', scrambled);
    return this.#check.findings(trial)[0];
  }

  *#stepped(variant: Variant, scrambled?: Scrambled): Ask<CallRecord> {
    return yield this.#request(variant, 'steps', scrambled);
  }

  #request(variant: Variant, watch: CallRequest['watch'], scrambled?: Scrambled): CallRequest {
    const more = { state: this.#start, ...(scrambled === undefined ? {} : { scrambled }) };
    return requestOf(this.#call, variant, watch, more);
  }
}
