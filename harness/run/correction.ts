import type { RegisterName } from '../architecture/registers.ts';
import type { FollowedCall } from '../flow/explore.ts';
import type { Finding } from '../judge/finding.ts';
import type { Call } from '../judge/call.ts';
import { outcomeFor } from '../judge/outcome.ts';
import type { Outcome } from '../machine/machine.ts';
import type { PreparedStep } from './execute.ts';
import { Expectations } from './expected.ts';
import { followedCall } from './followed-call.ts';
import type { Session } from './session.ts';

/** What of an expectation is meant. */
export type CorrectedPart =
  | { readonly kind: 'register'; readonly register: RegisterName }
  /** The n-th of `memory`, from 0, its `values` counted one by one. */
  | { readonly kind: 'memory'; readonly index: number }
  | { readonly kind: 'outcome' | 'at' };

/** What a part of an expectation has to say so that it holds. */
interface Correction {
  /** Of the test, from 0. */
  readonly step: number;
  readonly part: CorrectedPart;
  /** As a fixture writes it. */
  readonly text: string;
}

/** How a test's expectations would hold; or why new expectations do not help it. Plain data. */
export type Corrections =
  | { readonly kind: 'corrections'; readonly corrections: readonly Correction[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** Ends that no test can mean: the call was cut short, or the architecture leaves no way on. */
const unwanted: ReadonlySet<Outcome> = new Set(['out-of-budget', 'exception-loop', 'faulted']);

/**
 * What the expectations of a step would have to say, by the flow of its call: true with any seed. Refused as a whole where a
 * finding is about anything else: an expectation must not be changed to fit a defect.
 */
export function correctionsOf(
  session: Session,
  prepared: PreparedStep,
  findings: readonly Finding[],
): Corrections {
  if (prepared.interruptions !== undefined) {
    return refused('its call is interrupted, and what is found may differ from place to place');
  }
  if (prepared.step.expectation.findings !== undefined) {
    return refused('it expects findings');
  }
  const corrector = new Corrector(session, prepared);
  try {
    return {
      kind: 'corrections',
      corrections: findings.flatMap((finding) => corrector.corrections(finding)),
    };
  } catch (error) {
    if (error instanceof Refusal) {
      return refused(error.message);
    }
    throw error;
  }
}

function refused(reason: string): Corrections {
  return { kind: 'refused', reason };
}

/** The message is the reason. */
class Refusal extends Error {}

class Corrector {
  readonly #session: Session;
  readonly #prepared: PreparedStep;
  readonly #followed: FollowedCall;
  readonly #expectations: Expectations;

  constructor(session: Session, prepared: PreparedStep) {
    this.#session = session;
    this.#prepared = prepared;
    this.#followed = followedCall({ call: prepared.plan.call, runner: prepared.runner });
    this.#expectations = new Expectations(session, this.#followed);
  }

  /** Throws a Refusal. */
  corrections(finding: Finding): Correction[] {
    const { subject } = finding;
    if (finding.code === 'wrong-value' && subject.kind === 'register') {
      return [this.#register(subject.register)];
    }
    if (finding.code === 'wrong-memory' && subject.kind === 'memory') {
      return this.#memory(finding);
    }
    if (finding.code === 'wrong-outcome' && subject.kind === 'outcome') {
      return this.#ending();
    }
    throw new Refusal(`${finding.code}: ${finding.message}`);
  }

  #register(register: RegisterName): Correction {
    if (!this.#prepared.step.expectation.registers.has(register)) {
      throw new Refusal(
        `${register} is a result that abi.yaml declares: change it there, or name it under 'expect'`,
      );
    }
    return this.#correction(
      { kind: 'register', register },
      this.#expectations.register(register),
      register,
    );
  }

  #memory({ subject, parts = [], message }: Finding): Correction[] {
    const cells = parts.length > 0 ? parts : subject.kind === 'memory' ? [subject] : [];
    const targets = this.#targets();
    const corrections = cells.flatMap((cell) =>
      targets.flatMap(({ address, size }, index) =>
        address === BigInt(cell.address) && size === cell.size
          ? [
              this.#correction(
                { kind: 'memory', index },
                this.#expectations.cell(address, size),
                `the cell at ${cell.address}`,
              ),
            ]
          : [],
      ),
    );
    if (corrections.length < cells.length) {
      throw new Refusal(`wrong-memory: ${message}`);
    }
    return corrections;
  }

  /** What the test says of memory; the guest's context comes after it. */
  #targets(): Call['memory'] {
    const { plan, step } = this.#prepared;
    return plan.call.memory.slice(0, step.expectation.memory.length);
  }

  #ending(): Correction[] {
    const { plan, step } = this.#prepared;
    const { record } = this.#followed;
    const { outcome, at } = step.expectation;
    const found = outcomeFor(plan.call, record);
    const name = this.#session.describeEnd({ outcome: found, pc: record.pc });
    const isOther = found !== plan.call.outcome;
    if (unwanted.has(found)) {
      throw new Refusal(`the call ends as '${name}', which no test can mean`);
    }
    if (isOther && outcome === undefined) {
      throw new Refusal(
        `the call ends as '${name}', and the test names no outcome: where that is right, write 'outcome: ${found}'`,
      );
    }
    if (at !== undefined && found === 'returned') {
      throw new Refusal("the call returns: take 'at' away where that is right");
    }
    return [
      ...(isOther ? [this.#correction({ kind: 'outcome' }, found, 'the outcome')] : []),
      ...(at === undefined ? [] : this.#label(at.value, record.pc)),
    ];
  }

  #label(before: string, pc: bigint): Correction[] {
    const reference = this.#session.referenceTo(pc);
    if (reference === undefined || reference.offset !== 0n) {
      throw new Refusal(`the call ends at ${this.#session.nameOf(pc)}, which is no label`);
    }
    return reference.symbol === before
      ? []
      : [this.#correction({ kind: 'at' }, reference.symbol, 'the label')];
  }

  #correction(part: CorrectedPart, text: string, what: string): Correction {
    if (text === 'any') {
      throw new Refusal(`no expectation can say what ${what} holds with any seed`);
    }
    return { step: this.#prepared.index, part, text };
  }
}
