import { isDeepStrictEqual } from 'node:util';
import type { RegisterName } from '../architecture/registers.ts';
import { returnOf } from '../calls/resumption.ts';
import type { ListItem } from '../fixture/list-edit.ts';
import type { NewExpectation } from '../fixture/rewrite.ts';
import type { FollowedCall } from '../flow/explore.ts';
import type { Finding } from '../judge/finding.ts';
import { hexadecimal } from '../judge/finding.ts';
import type { Call } from '../judge/call.ts';
import { outcomeFor } from '../judge/outcome.ts';
import type { Outcome } from '../machine/machine.ts';
import type { PreparedCall, PreparedStep, StepFindings } from './execute.ts';
import { Expectations } from './expected.ts';
import { followedCall } from './followed-call.ts';
import { correctedEvents, correctedFindings } from './list-corrections.ts';
import type { Session } from './session.ts';

/** What of an expectation is meant. */
export type CorrectedPart =
  | { readonly kind: 'register'; readonly register: RegisterName }
  /** The n-th of `memory`, from 0, its `values` counted one by one, those of 16 bytes as two. */
  | { readonly kind: 'memory'; readonly index: number }
  | { readonly kind: 'outcome' | 'at' | 'returns' | 'events' | 'findings' };

/** What a part of an expectation has to say so that it holds. */
interface Correction {
  /** Of the test, from 0. */
  readonly step: number;
  readonly part: CorrectedPart;
  /** As a fixture writes it. */
  readonly to: NewExpectation;
}

/** How a test's expectations would hold; or why new expectations do not help it. Plain data. */
export type Corrections =
  | { readonly kind: 'corrections'; readonly corrections: readonly Correction[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** Ends that no test can mean: the call was cut short, or the architecture leaves no way on. */
const unwanted: ReadonlySet<Outcome> = new Set(['out-of-budget', 'exception-loop', 'faulted']);

/**
 * What the expectations of a step would have to say, by the flow of its call: true with any seed, and wherever the call is
 * interrupted. A test that lists findings lists those that come. Else all is refused where a finding is about anything but an
 * expectation, which must not be changed to fit a defect.
 */
export function correctionsOf(
  session: Session,
  prepared: PreparedStep,
  { found, unexpected }: StepFindings,
): Corrections {
  const { step, index } = prepared;
  try {
    const listed = step.expectation.findings;
    return {
      kind: 'corrections',
      corrections:
        listed === undefined
          ? correctedAlike(session, prepared, unexpected)
          : [
              {
                step: index,
                part: { kind: 'findings' },
                to: demandList(correctedFindings(found, listed)),
              },
            ],
    };
  } catch (error) {
    if (error instanceof Refusal) {
      return refused(error.message);
    }
    throw error;
  }
}

/** Each correction as all calls of the step want it. Throws a Refusal. */
function correctedAlike(
  session: Session,
  prepared: PreparedStep,
  findings: readonly Finding[],
): Correction[] {
  const [first, ...others] = prepared.calls.map((call) => new Corrector(session, prepared, call));
  return findings.flatMap((finding) => {
    const corrections = first?.corrections(finding) ?? [];
    for (const other of others) {
      const differing = other.corrections(finding);
      if (!isDeepStrictEqual(differing, corrections)) {
        throw new Refusal(
          `it holds ${textOf(corrections)} or ${textOf(differing)}, depending on where the call is interrupted: ${finding.code}: ${finding.message}`,
        );
      }
    }
    return corrections;
  });
}

function textOf(corrections: readonly Correction[]): string {
  return corrections
    .map(({ to }) => (typeof to === 'string' ? `'${to}'` : `${to.length} events`))
    .join(', ');
}

/** Throws a Refusal. */
function demandList(items: readonly ListItem[] | string): readonly ListItem[] {
  if (typeof items === 'string') {
    throw new Refusal(items);
  }
  return items;
}

function refused(reason: string): Corrections {
  return { kind: 'refused', reason };
}

/** The message is the reason. */
class Refusal extends Error {}

/** Of one call of a step. */
class Corrector {
  readonly #session: Session;
  readonly #prepared: PreparedStep;
  readonly #call: Call;
  readonly #followed: FollowedCall;
  readonly #expectations: Expectations;

  constructor(session: Session, prepared: PreparedStep, call: PreparedCall) {
    this.#session = session;
    this.#prepared = prepared;
    this.#call = call.call;
    this.#followed = followedCall(call);
    this.#expectations = new Expectations(session, this.#followed);
  }

  /** Throws a Refusal. */
  corrections(finding: Finding): Correction[] {
    const { code, subject } = finding;
    if (code === 'wrong-value' && subject.kind === 'register') {
      return [this.#register(subject.register)];
    }
    if (code === 'wrong-memory' && subject.kind === 'memory') {
      return this.#memory(finding);
    }
    if (code === 'wrong-outcome' && subject.kind === 'outcome') {
      return this.#ending();
    }
    if (code === 'wrong-return-address') {
      return [this.#returns(finding)];
    }
    if (code === 'wrong-events') {
      const events = demandList(correctedEvents(this.#call, this.#followed.record));
      return [this.#to({ kind: 'events' }, events)];
    }
    throw new Refusal(`${code}: ${finding.message}`);
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
        address === BigInt(cell.address) && size === cell.size ? [this.#cell(index)] : [],
      ),
    );
    if (corrections.length < cells.length) {
      throw new Refusal(`wrong-memory: ${message}`);
    }
    // Both halves of a value of 16 bytes may be wrong.
    return [...new Map(corrections.map((one) => [JSON.stringify(one), one])).values()];
  }

  #cell(found: number): Correction {
    const { memory } = this.#prepared.step.expectation;
    const { half } = memory[found] ?? {};
    const index = half === 1 ? found - 1 : found;
    const { address = 0n, size = 8 } = this.#targets()[index] ?? {};
    return this.#correction(
      { kind: 'memory', index },
      this.#expectations.cell(address, half === undefined ? size : 2 * size),
      `the cell at ${hexadecimal(address)}`,
    );
  }

  /** What the test says of memory; the guest's context comes after it. */
  #targets(): Call['memory'] {
    return this.#call.memory.slice(0, this.#prepared.step.expectation.memory.length);
  }

  #returns({ code, message }: Finding): Correction {
    const resumption = returnOf(this.#followed.record)?.resumption;
    if (resumption === undefined) {
      throw new Refusal(`${code}: ${message}`);
    }
    if (this.#prepared.step.expectation.returns === undefined) {
      throw new Refusal(`${code}: ${message}; where that is right, write 'returns: ${resumption}'`);
    }
    return this.#to({ kind: 'returns' }, resumption);
  }

  #ending(): Correction[] {
    const call = this.#call;
    const { record } = this.#followed;
    const { outcome, at } = this.#prepared.step.expectation;
    const found = outcomeFor(call, record);
    const name = this.#session.describeEnd({ outcome: found, pc: record.pc });
    const isOther = found !== call.outcome;
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
    return this.#to(part, text);
  }

  #to(part: CorrectedPart, to: NewExpectation): Correction {
    return { step: this.#prepared.index, part, to };
  }
}
