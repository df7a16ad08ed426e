import type { Operation } from '../abi/abi.ts';
import type { Expected, Placed } from '../abi/expression.ts';
import { printExpected } from '../abi/expression-print.ts';
import { selectorOf } from '../abi/selector.ts';
import { readsSyndrome } from '../architecture/instruction.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { registers } from '../architecture/registers.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { isBack } from '../calls/call-record.ts';
import { changedRegisters, frameMask } from '../calls/compared.ts';
import type { ExceptionPath } from '../calls/exception-path.ts';
import { exceptionPaths } from '../calls/exception-path.ts';
import type { RepeatedCall } from '../calls/repeated-call.ts';
import type { Place } from '../diagnostics/place.ts';
import type { Action, Expectation, TestStep } from '../fixture/test.ts';
import { plainStep } from '../fixture/test.ts';
import type { Flow } from '../flow/flow.ts';
import { follow } from '../flow/follow.ts';
import { printValue } from '../flow/print.ts';
import type { Call } from '../judge/call.ts';
import { Check } from '../judge/check.ts';
import { eventsOf } from '../judge/events.ts';
import type { Finding } from '../judge/finding.ts';
import { noVariant, requestOf } from '../judge/variant.ts';
import type { Outcome } from '../machine/machine.ts';
import { callSiteOf } from '../run/call-action.ts';
import type { ExecuteSetting } from '../run/execute.ts';
import { judgeCall, prepare } from '../run/execute.ts';
import { Locator } from '../run/locate.ts';
import { planStep } from '../run/plan.ts';
import type { Session } from '../run/session.ts';
import type { VectorTable } from '../run/vectors.ts';
import { tableTest } from '../run/table-test.ts';
import { abiValue } from './abi-value.ts';
import type { Way } from './way.ts';
import { otherNumber } from './way.ts';

/** A register that a call leaves otherwise, or that it must deliver. */
export interface DeliveredValue {
  readonly register: string;
  /** For a person: `x0 & 0x7fffffffff`, `[TPIDR_EL2 + 0x8]`. */
  readonly value: string;
  /** The same as abi.yaml writes it; absent for what it has no notation for. */
  readonly notation?: string;
}

/** What the judge says of a way. Plain JSON. */
export interface JudgedWay {
  /** How it ended: `returned`, `guest-exit at __guest_exit`. */
  readonly outcome: string;
  readonly findings: readonly Finding[];
  /** Registers that differ after a call that came back, and those that abi.yaml declares as results. */
  readonly values: readonly DeliveredValue[];
  /** Registers that differ where it ended elsewhere. */
  readonly changed: readonly string[];
  /** Present where an exception is taken for a call: nothing asks for its class. */
  readonly isTakenForCall?: true;
}

/** What judging needs besides a table. */
export interface JudgeSetting {
  readonly session: Session;
  readonly table: VectorTable;
  readonly execute: ExecuteSetting;
}

/** Ends at which nobody goes on who could miss a register. */
export const deadEnds: ReadonlySet<Outcome> = new Set(['spun', 'panicked', 'halted']);

/** Ends of a way that no operation declares: it is refused, or somebody else has it now. */
const otherEnds: ReadonlySet<Outcome> = new Set([
  ...deadEnds,
  'called',
  'jumped',
  'guest-exit',
  'taken-to-el1',
  'smc',
]);

const everyRegister = new Set(registers.map(({ name }) => name));

/** A call that is ready to be made, and judged. */
interface ReadyCall {
  readonly call: Call;
  readonly runner: RepeatedCall;
}

/** Judges the ways into a table, each as a test of it would be that expects what abi.yaml says: `expect: {}`. */
export class WayJudge {
  readonly #setting: JudgeSetting;
  readonly #locator: Locator;
  readonly #place: Place;

  constructor(setting: JudgeSetting) {
    const { session, table, execute } = setting;
    this.#setting = setting;
    this.#locator = new Locator(session, execute.disassembler);
    this.#place = tableTest(table).place;
  }

  judge(way: Way): JudgedWay {
    switch (way.kind) {
      case 'operation':
        return this.#operation(way, operationAction(way.operation));
      case 'other-number':
        return this.#otherNumber(way);
      case 'exception':
        return this.#exception(way);
    }
  }

  /** A table that does not look at VTTBR_EL2 cannot distinguish a guest from the host: the same holds for both. */
  #isAsHost({ caller }: Way): boolean {
    return caller === 'host' || (caller === 'guest' && !this.#contract.inputs.has('vttbr_el2'));
  }

  #operation(way: Way, action: Action & { kind: 'operation' }): JudgedWay {
    const own = this.#ready(this.#step(way, action));
    if (this.#isAsHost(way)) {
      return this.#judged(own);
    }
    // EL2 itself and AArch32 may be answered as a host is, or not at all; a guest is no host.
    const trial = this.#trial(own);
    const isAnswered =
      way.caller !== 'guest' &&
      isBack(trial) &&
      own.call.results.size > 0 &&
      isRight(own.call, trial);
    return isAnswered ? this.#judged(own) : this.#refused(way, refusedAction(action.operation));
  }

  /** All numbers that are no operation's do the same, and change nothing that no operation would. */
  #otherNumber(way: Way): JudgedWay {
    const operation = otherNumber(this.#setting.table.abi);
    if (!this.#isAsHost(way)) {
      return this.#refused(way, operationAction(operation));
    }
    const ready = this.#ready(this.#step(way, operationAction(operation)));
    const trial = this.#trial(ready);
    if (!isBack(trial)) {
      return this.#refused(way, operationAction(operation));
    }
    const flow = followed(ready.call, trial);
    const allowed = this.#changedByAny();
    const results = changedRegisters(trial)
      .filter((register) => allowed.has(register) && !this.#contract.clobbers.has(register))
      .map((register): [RegisterName, Expected] => [
        register,
        this.#abiValue(flow, register) ?? { kind: 'any' },
      ]);
    const mayChange = new Set([
      ...this.#contract.clobbers,
      ...results.map(([register]) => register),
    ]);
    const call = { ...ready.call, results: new Map(results), mayChange };
    return this.#judged({ ...ready, call });
  }

  #exception(way: Extract<Way, { kind: 'exception' }>): JudgedWay {
    const { cause, slot } = exceptionPaths[way.index] as ExceptionPath;
    const action: Action = {
      kind: 'raise',
      slot,
      esr: undefined,
      far: undefined,
      hpfar: undefined,
      preferredReturn: 'this',
      ...(cause.kind === 'synchronous'
        ? {
            esr: cause.esr,
            far: cause.far,
            hpfar: cause.hpfar,
            preferredReturn: cause.preferredReturn,
          }
        : {}),
    };
    return this.#refused(way, action);
  }

  /**
   * Vectors that go on without a look at the syndrome take whatever enters through their slot for a call: it may do what
   * a call may, whichever that is.
   */
  #asCall(ready: ReadyCall): ReadyCall {
    const { call } = ready;
    const { register } = selectorOf(this.#setting.table.abi.selector);
    const operations = [...this.#contract.operations.values()];
    const inputs = operations.flatMap((operation) => [...operation.inputs.values()]);
    return {
      ...ready,
      call: {
        ...call,
        declared: new Set([...call.declared, ...inputs, ...(register ? [register] : [])]),
        mayChange: new Set([...call.mayChange, ...this.#changedByAny()]),
      },
    };
  }

  /** What any operation of the table may change. */
  #changedByAny(): Set<RegisterName> {
    const operations = [...this.#contract.operations.values()];
    return new Set([
      ...this.#contract.clobbers,
      ...operations.flatMap(({ results, clobbers }) => [...results.keys(), ...clobbers]),
    ]);
  }

  /**
   * A way that delivers nothing. Where whoever it was runs again, nothing is changed but what calls may clobber, and
   * nothing at all of those who made no call: who is interrupted, and EL2 itself. Where EL2 goes on, an exit of abi.yaml
   * says what it may change; SP and memory but for the stacks are EL2's own there.
   */
  #refused(way: Way, action: Action): JudgedWay {
    const trial = this.#trial(this.#ready(this.#step(way, action)));
    const ready = this.#asRefused(way, action, trial);
    const isForCall = isTakenForCall(action, trial);
    return isForCall
      ? { ...this.#judged(this.#asCall(ready)), isTakenForCall: true }
      : this.#judged(ready);
  }

  #asRefused(way: Way, action: Action, trial: CallRecord): ReadyCall {
    const { outcome } = trial;
    if (!otherEnds.has(outcome)) {
      const ready = this.#ready(this.#step(way, action, this.#ending('returned', undefined)));
      const mayChange = isUnaware(action) ? new Set<RegisterName>() : this.#contract.clobbers;
      return { ...ready, call: { ...ready.call, mayChange } };
    }
    const { session } = this.#setting;
    const exit = session.abi.exits.get(session.nameOf(trial.pc));
    const isExit = exit !== undefined && exit.outcome === outcome;
    const at = isExit ? exit.symbol : undefined;
    const ready = this.#ready(this.#step(way, action, this.#ending(outcome, at)));
    if (outcome === 'taken-to-el1') {
      return ready;
    }
    const isFree = deadEnds.has(outcome) || !isExit;
    const mayChange = isFree ? everyRegister : new Set<RegisterName>([...exit.mayChange, 'sp_el2']);
    const events = eventsOf(trial);
    return { ...ready, call: { ...ready.call, mayChange, keeps: 'stacks', events } };
  }

  #ending(outcome: Outcome, at: string | undefined): Partial<Expectation> {
    const place = this.#place;
    return {
      outcome: { value: outcome, place },
      ...(at === undefined ? {} : { at: { value: at, place } }),
    };
  }

  get #contract(): VectorTable['vectors']['contract'] {
    return this.#setting.table.vectors.contract;
  }

  #step({ caller }: Way, action: Action, expected: Partial<Expectation> = {}): TestStep {
    return plainStep(caller, action, this.#place, expected);
  }

  /** Makes the call of a step, as a test of that step alone would. */
  #ready(step: TestStep): ReadyCall {
    const { session, table, execute } = this.#setting;
    const { seed } = execute;
    session.reset();
    const site = callSiteOf(session, step);
    const test = tableTest(table, [step]);
    const plan = planStep({ session, test, step, site, before: undefined, seed });
    return { call: plan.call, runner: prepare(session, plan, execute) };
  }

  #trial({ call, runner }: ReadyCall): CallRecord {
    return runner.run(requestOf(call, noVariant, 'steps'));
  }

  #judged(ready: ReadyCall): JudgedWay {
    const { call, runner } = ready;
    const judgement = judgeCall(call, runner);
    const trial = this.#trial(ready);
    const changed = changedRegisters(trial, frameMask(trial.outcome, new Set()));
    return {
      outcome: this.#setting.session.describeEnd(judgement),
      findings: judgement.findings.map((finding) => this.#locator.finding(finding)),
      values: this.#values(call, trial, isBack(trial) ? changed : []),
      changed: isBack(trial) ? [] : changed,
    };
  }

  #values(call: Call, trial: CallRecord, changed: readonly RegisterName[]): JudgedWay['values'] {
    const flow = followed(call, trial);
    const names = new Set([...changed, ...call.results.keys()]);
    return registers
      .filter(({ name }) => names.has(name))
      .map(({ name }) => {
        const notation = this.#abiValue(flow, name);
        const value = printValue(flow, flow.after.register(name), (address) =>
          this.#symbolAt(address),
        );
        return {
          register: name,
          value,
          ...(notation === undefined ? {} : { notation: printExpected(notation) }),
        };
      });
  }

  #abiValue(flow: Flow, register: RegisterName): ReturnType<typeof abiValue> {
    return flow.refusal === undefined
      ? abiValue(flow.after.register(register), (address) => this.#symbolAt(address))
      : undefined;
  }

  /** Small numbers are no addresses, whatever an absolute symbol is. */
  #symbolAt(address: bigint): string | undefined {
    const { lookup, image } = this.#setting.session;
    return lookup.sectionAt(address) === undefined
      ? undefined
      : image.symbols.find((symbol) => symbol.address === address)?.name;
  }
}

function followed({ isFixed, scrambled, regions }: Call, trial: CallRecord): Flow {
  return follow(trial, { isFixed, scrambled, regions });
}

function isRight(call: Call, trial: CallRecord): boolean {
  return new Check(call).findings(trial).length === 0;
}

function operationAction(operation: Operation): Action & { kind: 'operation' } {
  return { kind: 'operation', operation, inputs: new Map<string, Placed<never>>() };
}

/** The same call where nobody answers it. No operation of the ABI has this name, so that this one is meant. */
function refusedAction(operation: Operation): Action {
  return operationAction({
    ...operation,
    name: `${operation.name}, refused`,
    results: new Map(),
    outcome: 'returned',
    calls: undefined,
    clobbers: new Set(),
  });
}

/** Whether what entered EL2 from below through a synchronous slot was never asked what it is. */
function isTakenForCall(action: Action, { steps = [], outcome }: CallRecord): boolean {
  return (
    action.kind === 'raise' &&
    action.slot.startsWith('lower') &&
    action.slot.endsWith('/sync') &&
    !deadEnds.has(outcome) &&
    !steps.some(({ word }) => readsSyndrome(word))
  );
}

/** Who is interrupted does not know of it, and EL2 does not call itself. */
function isUnaware(action: Action): boolean {
  return (
    action.kind === 'raise' && (!action.slot.endsWith('/sync') || action.slot.startsWith('current'))
  );
}
