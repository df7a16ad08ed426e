import type { Resumption } from '../architecture/return-address.ts';
import { slotOffset, slotSize, slots } from '../architecture/slot.ts';
import type { State } from '../architecture/state.ts';
import { defaultFunction } from '../fixture/test.ts';
import type { Call, EndPoint } from '../judge/call.ts';
import type { Outcome } from '../machine/machine.ts';
import type { PlannedStep } from './planned-step.ts';
import type { Session } from './session.ts';

/** Where a call ends. */
export interface Stops {
  readonly stops: ReadonlyMap<bigint, Outcome>;
  /** Of the stops, functions that come back: not one that the operation leaves for. */
  readonly functions: ReadonlySet<bigint>;
  /** Whether the call goes on at this address, where EL2 returns to code that did not call it. */
  readonly entersCode: (address: bigint) => boolean;
}

/** How the call must end: as the test says, or else the ABI. */
export function outcomeOf(planned: PlannedStep): Outcome {
  return planned.step.expectation.outcome?.value ?? abiOutcome(planned);
}

/** How the call ends by the ABI. A routine comes back, whatever the operation does that it makes. */
export function abiOutcome({ step, operation }: PlannedStep): Outcome {
  return step.action.kind === 'operation' ? (operation?.outcome ?? 'returned') : 'returned';
}

/** Where a call ends that must end so, at `at` if that is not undefined: `caller` holds where its caller has it behind it. */
export function stopsOf(
  { session }: PlannedStep,
  { outcome, at }: Pick<Call, 'outcome' | 'at'>,
  caller: ReadonlyMap<bigint, Outcome>,
): Stops {
  const { stops, functions } = session;
  const back = new Map<bigint, Outcome>([...stops, ...caller]);
  const entersCode = entered(session, outcome, at);
  switch (outcome) {
    case 'called':
      return { stops: back, functions: new Set(), entersCode };
    case 'jumped': {
      const target = session.address(defaultFunction, 'phys');
      const others = [...functions].filter((address) => address !== target);
      return { stops: back.set(target, 'jumped'), functions: new Set(others), entersCode };
    }
    default:
      return { stops: back, functions, entersCode };
  }
}

/** A call goes on at each label of code that EL2 returns to, but where it is to end by such a return: there, or at any. */
function entered(
  session: Session,
  outcome: Outcome,
  at: EndPoint | undefined,
): Stops['entersCode'] {
  return outcome === 'returned-elsewhere'
    ? (address) =>
        at !== undefined && (address < at.low || address >= at.high) && session.isLabel(address)
    : (address) => session.isLabel(address);
}

/** The code that the test wants the call to end in. Throws `unknown-symbol`. */
export function endPoint({ session, step }: PlannedStep, state: State): EndPoint | undefined {
  const { at } = step.expectation;
  if (at === undefined) {
    return undefined;
  }
  const label = at.value;
  const slot = slots.find((name) => name === label);
  if (slot !== undefined) {
    const low = state.get('vbar_el2') + BigInt(slotOffset(slot));
    return { low, high: low + BigInt(slotSize), label };
  }
  const low = session.address(label, 'phys', at.place);
  const size = session.lookup.find(label, at.place)?.size ?? 0n;
  return { low, high: low + (size > 4n ? size : 4n), label };
}

/** Where the exits of the ABI have the caller go on, by their addresses. */
export function exitReturns({ session }: PlannedStep): Map<bigint, Resumption> {
  return new Map(
    [...session.abi.exits.values()].flatMap(({ symbol, returns }): [bigint, Resumption][] =>
      returns === undefined ? [] : [[session.address(symbol, 'phys'), returns]],
    ),
  );
}
