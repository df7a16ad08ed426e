import { daifMask, nzcvMask } from '../architecture/pstate.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { systemRegisterRow } from '../architecture/system-register-rows.ts';
import type { BranchSite } from '../calls/branch-sites.ts';
import { binary, constant, input, opaque, wordWidth } from '../expression/expression.ts';
import type { FollowedCall } from '../flow/explore.ts';
import type { FlowValue } from '../flow/flow-state.ts';
import { flagsLow, masksLow, parts } from '../flow/flow-state.ts';
import type { NamedValue, NameOfAddress, ValueName } from '../flow/print.ts';
import { namedValue, printNamed, unknownText } from '../flow/print.ts';
import type { Source } from '../flow/source.ts';
import { widthOfSource } from '../flow/source.ts';
import type { Effect } from './effect.ts';
import { endOf } from './effect.ts';
import type { FlowEnd } from './flow-end.ts';
import { flowEndOf } from './flow-end.ts';

/** What the effect of a followed call is described with. */
export interface FlowEffectSetting {
  /** What a person knows an address by. */
  readonly nameOf: (address: bigint) => string;
  /** The symbol of an address in the image, or a function's name; undefined for any other number. */
  readonly nameOfCode: NameOfAddress;
  /** Whether nobody says what a source holds: neither the caller nor the contract. */
  readonly isUndeclared: (source: Source) => boolean;
  /** Branches of the image that may lead out of it, by address. */
  readonly branches: ReadonlyMap<bigint, BranchSite>;
}

/**
 * What one followed call does, each value as what it is made of. Where the flow cannot be relied upon, each value says
 * so, with the reason.
 */
export function effectOfFlow(
  call: FollowedCall,
  setting: FlowEffectSetting,
  end = flowEndOf(call, setting.branches),
): Effect {
  const { record, flow } = call;
  const { outcome } = record;
  const own = endOf(record, setting);
  const named = (value: FlowValue): NamedValue => nameValue(call, value, setting);
  const unfollowed = opaque<ValueName>(
    'unknown: by an instruction that is not followed',
    [],
    wordWidth,
  );
  const changes = [...end.changes].map(([register, value]): [RegisterName, NamedValue] => [
    register,
    named(written(call, register, value)),
  ]);
  return {
    outcome,
    end: end.target === undefined ? own.end : printNamed(nameValue(call, end.target, setting)),
    exception: own.exception,
    steady: flow.refusal === undefined && isSteady(call, setting, end),
    calls: end.called.map((called) => ({
      target: named(called.target),
      arguments: called.arguments.map(named),
    })),
    changes: new Map(
      outcome === 'returned-wrong-state'
        ? [...changes, ['pstate', namedPstate(call, named)]]
        : changes,
    ),
    stores: end.stores.map(({ address, size, value }) => ({
      address: address === undefined ? unfollowed : named(address),
      size,
      value: value === undefined ? unfollowed : named(value),
    })),
  };
}

/** What was written to a register that does not keep all of it: VBAR_EL2[10:0] are RES0. */
function written(
  { record, flow: { builder } }: FollowedCall,
  register: RegisterName,
  value: FlowValue,
): FlowValue {
  const kept = systemRegisterRow(register, record.before.processor)?.written;
  if (kept === undefined || value.width !== wordWidth) {
    return value;
  }
  const mask = builder.constant(kept, wordWidth);
  const whole = [...builder.inputsOf(value)]
    .filter((source) => widthOfSource(source) === wordWidth)
    .map((source) => builder.input(source, wordWidth))
    .find((input) => builder.binary('and', input, mask) === value);
  return whole ?? value;
}

/** A value of a followed call by name; the reason, where its flow cannot be relied upon. */
function nameValue(
  { flow }: FollowedCall,
  value: FlowValue,
  { nameOf, nameOfCode }: Pick<FlowEffectSetting, 'nameOf' | 'nameOfCode'>,
): NamedValue {
  return flow.refusal === undefined
    ? namedValue(flow, value, nameOfCode)
    : opaque(unknownText(flow.refusal, nameOf), [], value.width);
}

/**
 * Whether no condition of its way depends on what nobody sets. Where a call goes, and the memory that it accesses, is
 * named by its value: that is none.
 */
function isSteady(
  { record: { outcome, steps = [] }, flow: { conditions, builder } }: FollowedCall,
  { isUndeclared }: FlowEffectSetting,
  { target }: FlowEnd,
): boolean {
  const isNamedEnd = outcome === 'jumped' || target !== undefined;
  return conditions.every(
    ({ kind, step, expression }) =>
      kind === 'callee' ||
      (kind === 'address' && steps[step]?.exception === undefined) ||
      (kind === 'target' && isNamedEnd && step === steps.length - 1) ||
      ![...builder.inputsOf(expression)].some(isUndeclared),
  );
}

/** PSTATE in parts: what is followed of it by name, the rest as a number. */
function namedPstate(
  { record, flow }: FollowedCall,
  named: (value: FlowValue) => NamedValue,
): NamedValue {
  const pstate = record.after.get('pstate');
  const followed = [
    { value: flow.after.bits(flagsLow, parts.flags), mask: nzcvMask },
    { value: flow.after.bits(masksLow, parts.masks), mask: daifMask },
  ];
  const open = followed.filter(({ value }) => value.kind !== 'constant');
  const mask = open.reduce((bits, part) => bits | part.mask, 0n);
  return open
    .map(({ value }) => printNamed(named(value)))
    .map((name) => input<ValueName>({ kind: 'memory', name }, wordWidth))
    .reduceRight<NamedValue>(
      (rest, part) => binary('or', part, rest),
      constant(pstate & ~mask, wordWidth),
    );
}
