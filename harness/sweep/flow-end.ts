import { decode } from '../architecture/a64/decode.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { argumentRegisters } from '../architecture/registers.ts';
import type { BranchSite } from '../calls/branch-sites.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { isBack } from '../calls/call-record.ts';
import { isDead } from '../calls/dead-stack.ts';
import { lastingStores, liveStores } from '../calls/lasting-stores.ts';
import { wordWidth } from '../expression/expression.ts';
import { changedByFlow } from '../flow/changes.ts';
import type { FollowedCall } from '../flow/explore.ts';
import type { Flow } from '../flow/flow.ts';
import type { FlowState, FlowValue } from '../flow/flow-state.ts';
import { storedValue } from '../flow/stored-value.ts';
import { deadEnds } from './effect.ts';

/** A function that a call goes to, and what it passes. */
interface CalledValues {
  readonly target: FlowValue;
  /** x0, x1, ... as far as they are not what the caller had there. */
  readonly arguments: readonly FlowValue[];
}

/** What a call stores for good. Undefined: by an instruction that is not followed. */
interface StoredValues {
  readonly address: FlowValue | undefined;
  /** Bytes. */
  readonly size: number;
  readonly value: FlowValue | undefined;
  /** Whether it lies in dead stack: at an exit, what the vectors pushed and hand over. */
  readonly isPushed: boolean;
}

/** All that is left of a followed call, as values of its flow. */
export interface FlowEnd {
  readonly called: readonly CalledValues[];
  /** Registers that it changes, but for PSTATE, in layout order. */
  readonly changes: ReadonlyMap<RegisterName, FlowValue>;
  readonly stores: readonly StoredValues[];
  /** Where an exception return of EL2 went to, if that is for the caller to choose. */
  readonly target: FlowValue | undefined;
}

/** `branches` are those of the image that may lead out of it, by address. */
export function flowEndOf(
  { record, flow }: FollowedCall,
  branches: ReadonlyMap<bigint, BranchSite>,
): FlowEnd {
  const { outcome } = record;
  const changed = deadEnds.has(outcome) ? [] : changedByFlow(record, flow);
  const target = flow.after.register('elr_el2');
  return {
    called: calledIn(record, flow, branches),
    changes: new Map(changed.map((register) => [register, flow.after.register(register)])),
    stores: deadEnds.has(outcome) ? [] : storesIn(record, flow),
    target: outcome === 'returned-elsewhere' && target.kind !== 'constant' ? target : undefined,
  };
}

function calledIn(
  record: CallRecord,
  flow: Flow,
  branches: ReadonlyMap<bigint, BranchSite>,
): CalledValues[] {
  return record.called.map(({ address, branch }, index) => {
    const entered = flow.called[index] as FlowState;
    const site = branch === undefined ? undefined : branches.get(branch);
    const isKept = (name: RegisterName): boolean =>
      entered.register(name) === flow.before.register(name);
    const count = 1 + argumentRegisters.findLastIndex((name) => !isKept(name));
    return {
      target:
        (site === undefined ? undefined : targetOf(site, flow, entered)) ??
        strayTarget(record, flow, entered, index) ??
        flow.builder.constant(address, wordWidth),
      arguments: argumentRegisters.slice(0, count).map((name) => entered.register(name)),
    };
  });
}

/** What the branch has as its target before which the call stopped. Register 31 is XZR. */
function targetOf({ register }: BranchSite, { builder }: Flow, entered: FlowState): FlowValue {
  return register === 31
    ? builder.constant(0, wordWidth)
    : entered.register(`x${register}` as RegisterName);
}

/** What an ERET or RET had as its target that led to where no code is: the last instruction of the call. */
function strayTarget(
  { outcome, called, steps = [] }: CallRecord,
  { builder }: Flow,
  entered: FlowState,
  index: number,
): FlowValue | undefined {
  const last = steps.at(-1);
  if (outcome !== 'jumped' || index !== called.length - 1 || last === undefined) {
    return undefined;
  }
  const control = decode(last.word)?.meaning.control;
  if (control?.kind === 'exception-return') {
    return entered.register('elr_el2');
  }
  return control?.kind === 'branch' && control.offset === undefined
    ? builder.substitute(control.target, (location) =>
        entered.read(location, 'sp_el2', last.virtual ?? last.address),
      )
    : undefined;
}

/**
 * What is left of its stores: where the caller runs again, those that change what they overwrite; at an exit, all that
 * they hand over, which lies above the stack pointer there.
 */
function storesIn(record: CallRecord, flow: Flow): StoredValues[] {
  const { writes, before, after } = record;
  const isOver = isBack(record);
  const isFollowed = flow.refusal === undefined;
  return lastingStores(liveStores(writes, isOver ? before : after), {
    changed: isOver && !isFollowed,
  })
    .map((write) => ({ write, stored: storedValue(flow, write) }))
    .filter(({ stored }) => !isOver || !isFollowed || stored?.isChange !== false)
    .map(({ write, stored }) => ({
      size: write.size,
      address: stored?.address,
      value: stored?.value,
      isPushed: isDead(write, before),
    }));
}
