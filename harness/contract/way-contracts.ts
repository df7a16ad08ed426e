import type { Operation } from '../abi/abi.ts';
import type { Expected, Placed } from '../abi/expression.ts';
import { selectorOf } from '../abi/selector.ts';
import { readsSyndrome } from '../architecture/instruction.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { registers } from '../architecture/registers.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { isBack } from '../calls/call-record.ts';
import { changedRegisters } from '../calls/compared.ts';
import type { ExceptionPath } from '../calls/exception-path.ts';
import { exceptionPaths } from '../calls/exception-path.ts';
import type { Place } from '../diagnostics/place.ts';
import type { Action, Expectation, TestStep } from '../fixture/test.ts';
import { plainStep } from '../fixture/test.ts';
import type { Flow } from '../flow/flow.ts';
import { follow } from '../flow/follow.ts';
import { Check } from '../judge/check.ts';
import { eventsOf } from '../judge/events.ts';
import type { Outcome } from '../machine/machine.ts';
import { callSiteOf } from '../run/call-action.ts';
import type { Plan } from '../run/plan.ts';
import { planStep } from '../run/plan.ts';
import type { Session } from '../run/session.ts';
import type { VectorTable } from '../run/vectors.ts';
import { tableTest } from '../run/table-test.ts';
import { abiValue } from './abi-value.ts';
import type { Way } from './way.ts';
import { otherNumber } from './way.ts';

/** What a way into a table is measured by. */
export interface WaySetting {
  readonly session: Session;
  readonly table: VectorTable;
  readonly seed: number;
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

/** A way with what its calls must keep to. */
export interface ContractedWay {
  readonly plan: Plan;
  /** Present where an exception is taken for a call: nothing asks for its class. */
  readonly isTakenForCall?: true;
}

/**
 * What abi.yaml asks of the ways into a table, as a test of each would that expects what it says: `expect: {}`. Each plan
 * starts from the table's own memory; to make one puts the memory back.
 */
export class WayContracts {
  readonly #setting: WaySetting;
  readonly #place: Place;

  constructor(setting: WaySetting) {
    this.#setting = setting;
    this.#place = tableTest(setting.table).place;
  }

  /** The call of a way, before it is known how it goes. */
  plan(way: Way): Plan {
    return this.#plan(this.#step(way, actionOf(way, this.#setting.table)));
  }

  /** What a call of the way must keep to that went as `trial`, which `plan` made. */
  contractOf(way: Way, plan: Plan, trial: CallRecord): ContractedWay {
    switch (way.kind) {
      case 'operation':
        return this.#operation(way, plan, trial);
      case 'other-number':
        return this.#otherNumber(way, plan, trial);
      case 'exception':
        return this.#refused(way, actionOf(way, this.#setting.table), trial);
    }
  }

  /** A table that does not look at VTTBR_EL2 cannot distinguish a guest from the host: the same holds for both. */
  isAsHost({ caller }: Way): boolean {
    return caller === 'host' || (caller === 'guest' && !this.#contract.inputs.has('vttbr_el2'));
  }

  #operation(
    way: Extract<Way, { kind: 'operation' }>,
    plan: Plan,
    trial: CallRecord,
  ): ContractedWay {
    // EL2 itself and AArch32 may be answered as a host is, or not at all; a guest is no host.
    const isDone = isBack(trial) ? plan.call.results.size > 0 : trial.outcome === plan.call.outcome;
    const isAnswered =
      way.caller !== 'guest' && isDone && new Check(plan.call).findings(trial).length === 0;
    return this.isAsHost(way) || isAnswered
      ? { plan }
      : this.#refused(way, refusedAction(way.operation), trial);
  }

  /** All numbers that are no operation's do the same, and change nothing that no operation would. */
  #otherNumber(way: Way, plan: Plan, trial: CallRecord): ContractedWay {
    if (!this.isAsHost(way) || !isBack(trial)) {
      return this.#refused(way, actionOf(way, this.#setting.table), trial);
    }
    const { call } = plan;
    const { isFixed, scrambled, regions } = call;
    const flow = follow(trial, { isFixed, scrambled, regions });
    const allowed = this.#changedByAny();
    const results = changedRegisters(trial)
      .filter((register) => allowed.has(register) && !this.#contract.clobbers.has(register))
      .map((register): [RegisterName, Expected] => [
        register,
        abiValueOf(flow, register, this.#setting.session) ?? { kind: 'any' },
      ]);
    const mayChange = new Set([
      ...this.#contract.clobbers,
      ...results.map(([register]) => register),
    ]);
    return { plan: { ...plan, call: { ...call, results: new Map(results), mayChange } } };
  }

  /**
   * Vectors that go on without a look at the syndrome take whatever enters through their slot for a call: it may do what
   * a call may, whichever that is.
   */
  #asCall(plan: Plan): Plan {
    const { call } = plan;
    const { register } = selectorOf(this.#setting.table.abi.selector);
    const operations = [...this.#contract.operations.values()];
    const inputs = operations.flatMap((operation) => [...operation.inputs.values()]);
    return {
      ...plan,
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
  #refused(way: Way, action: Action, trial: CallRecord): ContractedWay {
    const plan = this.#asRefused(way, action, trial);
    return isTakenForCall(action, trial)
      ? { plan: this.#asCall(plan), isTakenForCall: true }
      : { plan };
  }

  #asRefused(way: Way, action: Action, trial: CallRecord): Plan {
    const { outcome } = trial;
    if (!otherEnds.has(outcome)) {
      const plan = this.#plan(this.#step(way, action, this.#ending('returned', undefined)));
      const mayChange = isUnaware(action) ? new Set<RegisterName>() : this.#contract.clobbers;
      return { ...plan, call: { ...plan.call, mayChange } };
    }
    const { session } = this.#setting;
    const exit = session.abi.exits.get(session.nameOf(trial.pc));
    const isExit = exit !== undefined && exit.outcome === outcome;
    const at = isExit ? exit.symbol : undefined;
    const plan = this.#plan(this.#step(way, action, this.#ending(outcome, at)));
    if (outcome === 'taken-to-el1') {
      return plan;
    }
    const isFree = deadEnds.has(outcome) || !isExit;
    const mayChange = isFree ? everyRegister : new Set<RegisterName>([...exit.mayChange, 'sp_el2']);
    const events = eventsOf(trial);
    return { ...plan, call: { ...plan.call, mayChange, keeps: 'stacks', events } };
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

  /** The call of a step, as a test of that step alone would make it. */
  #plan(step: TestStep): Plan {
    const { session, table, seed } = this.#setting;
    session.reset();
    const site = callSiteOf(session, step);
    const test = tableTest(table, [step]);
    return planStep({ session, test, step, site, before: undefined, seed });
  }
}

/** What somebody does who takes the way. */
function actionOf(way: Way, { abi }: VectorTable): Action {
  switch (way.kind) {
    case 'operation':
      return operationAction(way.operation);
    case 'other-number':
      return operationAction(otherNumber(abi));
    case 'exception': {
      const { cause, slot } = exceptionPaths[way.index] as ExceptionPath;
      return {
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
    }
  }
}

/** What a register holds at the end, as abi.yaml writes it; undefined for what it has no notation for. */
export function abiValueOf(
  flow: Flow,
  register: RegisterName,
  session: Session,
): ReturnType<typeof abiValue> {
  return flow.refusal === undefined
    ? abiValue(flow.after.register(register), (address) => symbolAt(session, address))
    : undefined;
}

/** Small numbers are no addresses, whatever an absolute symbol is. */
export function symbolAt({ lookup, image }: Session, address: bigint): string | undefined {
  return lookup.sectionAt(address) === undefined
    ? undefined
    : image.symbols.find((symbol) => symbol.address === address)?.name;
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
