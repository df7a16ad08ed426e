import type { Expression } from '../abi/expression.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { Call } from './call.ts';
import { addCalleeFindings } from './callee.ts';
import { ContextRule } from './contexts.ts';
import type { UnlocatedFinding } from './finding.ts';
import { hexadecimal } from './finding.ts';
import { Frame } from './frame.ts';
import { GuestRule } from './guest.ts';
import type { MemoryWords, WrongCell } from './memory-finding.ts';
import { memoryFindings } from './memory-finding.ts';
import { MemoryFrame } from './memory.ts';
import { outcomeFor } from './outcome.ts';
import { ReturnRule } from './returns.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { secondExceptionOf, secondExceptionText } from '../calls/second-exception.ts';
import { valueOf } from './values.ts';

/**
 * Judges trials of one call by their start and their end: outcome, return address, results, frame rule, memory,
 * and the arguments of the functions that were called. This is all that the ordinary call pays for.
 */
export class Check {
  readonly #call: Call;
  readonly #frame: Frame;
  readonly #memoryFrame: MemoryFrame;
  readonly #contexts: ContextRule;
  readonly #returns: ReturnRule;
  readonly #guest: GuestRule | undefined;
  readonly #results: readonly (readonly [RegisterName, Expression])[];

  constructor(call: Call) {
    this.#call = call;
    this.#frame = new Frame(call);
    this.#memoryFrame = new MemoryFrame(call);
    this.#contexts = new ContextRule(call);
    this.#returns = new ReturnRule(call);
    this.#guest = call.guest && new GuestRule(call, call.guest);
    this.#results = [...call.results].filter(
      (result): result is [RegisterName, Expression] => result[1].kind !== 'any',
    );
  }

  /** What is wrong with the trial; empty when all is as declared. */
  findings(trial: CallRecord): readonly UnlocatedFinding[] {
    const ending = this.#ending(trial);
    if (ending?.subject.kind === 'outcome') {
      return [this.#returns.endlessTrap(trial) ?? ending];
    }
    const findings = ending === undefined ? [] : [ending];
    this.#returns.addFindings(trial, findings);
    this.#addWrongResults(trial, findings);
    this.#frame.addFindings(trial, findings);
    this.#addWrongMemory(trial, findings);
    this.#memoryFrame.addFindings(trial, findings);
    this.#contexts.addFindings(trial, findings);
    addCalleeFindings(this.#call, trial, findings);
    if (this.#guest === undefined) {
      return findings;
    }
    this.#guest.addFindings(trial, findings);
    return this.#guest.withOwners(trial, findings);
  }

  /** Whether the trial ends where no comparison says anything: its end is all that is wrong with it. */
  endsElsewhere(trial: CallRecord): boolean {
    return this.#ending(trial)?.subject.kind === 'outcome';
  }

  /** What is wrong with the way the call ended; a wrong PSTATE alone does not keep the rest from being judged. */
  #ending(trial: CallRecord): UnlocatedFinding | undefined {
    const { outcome, at } = this.#call;
    if (outcomeFor(this.#call, trial) === outcome) {
      const there = at === undefined || (trial.pc >= at.low && trial.pc < at.high);
      return there ? undefined : this.#wrongEnd(trial);
    }
    if (trial.outcome === 'returned-wrong-state' && outcome === 'returned') {
      return {
        code: 'wrong-outcome',
        subject: { kind: 'register', register: 'pstate' },
        message: 'the call returns with another PSTATE than it was made with',
        expected: hexadecimal(trial.before.get('pstate')),
        found: hexadecimal(trial.after.get('pstate')),
        before: hexadecimal(trial.before.get('pstate')),
      };
    }
    return this.#wrongEnd(trial);
  }

  #wrongEnd(trial: CallRecord): UnlocatedFinding {
    const { outcome: found, pc } = trial;
    const { outcome, at, nameOf } = this.#call;
    const exception = secondExceptionOf(trial);
    const way =
      exception === undefined ? '' : `, after an ${secondExceptionText(exception, nameOf)}`;
    const expected = at === undefined ? outcome : `${outcome} at ${at.label}`;
    return {
      code: 'wrong-outcome',
      subject: { kind: 'outcome' },
      message: `the call ends as '${found} at ${nameOf(pc)}', expected '${expected}'${way}`,
      expected,
      found: `${found} at ${nameOf(pc)}`,
    };
  }

  #addWrongResults(trial: CallRecord, findings: UnlocatedFinding[]): void {
    for (const [register, expression] of this.#results) {
      const expected = valueOf(expression, this.#call, trial);
      const found = trial.after.get(register);
      if (found !== expected) {
        findings.push({
          code: 'wrong-value',
          subject: { kind: 'register', register },
          message: `${register} does not hold what it must after the call`,
          expected: hexadecimal(expected),
          found: hexadecimal(found),
          before: hexadecimal(trial.before.get(register)),
        });
      }
    }
  }

  #addWrongMemory(trial: CallRecord, findings: UnlocatedFinding[]): void {
    const { memory, regions } = this.#call;
    const wrong: WrongCell[] = [];
    memory.forEach(({ address, size, value }, index) => {
      const found = trial.memory[index] ?? 0n;
      const expected =
        value.kind === 'any' ? found : BigInt.asUintN(8 * size, valueOf(value, this.#call, trial));
      if (found !== expected) {
        wrong.push({ address, size, expected, found });
      }
    });
    findings.push(...memoryFindings(wrong, regions, named));
  }
}

function named({ address }: WrongCell): MemoryWords {
  return {
    code: 'wrong-memory',
    message: (bytes, where) =>
      `the ${bytes} ${where === 'of memory' ? `at ${hexadecimal(address)}` : where} do not hold what they must after the call`,
  };
}
