import type { RegisterName } from '../architecture/registers.ts';
import type { ProcessorModel } from '../architecture/processor-model.ts';
import { registerInfo, registers } from '../architecture/registers.ts';
import { implementedBits } from '../architecture/system-register-rows.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { changedRegisters, comparedBut, referenceOf } from '../calls/compared.ts';
import type { Flow } from './flow.ts';
import type { FlowState, FlowValue } from './flow-state.ts';
import { secondCall } from './second-call.ts';
import type { Source } from './source.ts';
import { widthOfSource } from './source.ts';

/** A PSTATE that is not kept is an outcome of its own. */
const isOutcome = (register: RegisterName): boolean => register === 'pstate';
const compared = comparedBut(isOutcome);
const comparedNames = registers.filter(
  ({ kind, volatile, syndrome, name }) =>
    !volatile && !syndrome && kind !== 'pc' && !isOutcome(name),
);

/**
 * The registers that a call changes, those that had the new value by chance included, in layout order. Where the flow
 * cannot be relied upon, those that differ in the call itself.
 */
export function changedByFlow(record: CallRecord, flow: Flow): RegisterName[] {
  const changed = new Set(changedRegisters(record, compared));
  if (flow.refusal !== undefined) {
    return [...changed];
  }
  const reference = referenceStateOf(record, flow);
  const written = new Set(flow.after.written());
  let evaluate: ((value: FlowValue) => bigint | undefined) | undefined;
  const isChance = (name: RegisterName): boolean => {
    const [now, before] = [flow.after.register(name), reference.register(name)];
    if (now === before) {
      return false;
    }
    evaluate ??= otherCall(flow, record.before.processor);
    const [left, right] = [evaluate(now), evaluate(before)];
    return (
      left !== undefined &&
      right !== undefined &&
      ((left ^ right) & registerInfo(name).compared) !== 0n
    );
  };
  return comparedNames
    .map(({ name }) => name)
    .filter((name) => changed.has(name) || (written.has(name) && isChance(name)));
}

/** What the registers after a call are compared with, as `referenceOf` says it of numbers. */
function referenceStateOf(record: CallRecord, flow: Flow): FlowState {
  const reference = referenceOf(record);
  return reference === record.entry ? (flow.entry ?? flow.before) : flow.before;
}

/** Bits of a register that can be set. */
function heldBits(register: RegisterName, processor: ProcessorModel): bigint {
  return implementedBits(registerInfo(register), processor);
}

/** Values in another call that goes the same way. */
function otherCall(
  flow: Flow,
  processor: ProcessorModel,
): (value: FlowValue) => bigint | undefined {
  const proposals = new Map(
    flow.sources
      .all()
      .filter(
        ({ kind }) =>
          kind === 'register' || kind === 'memory' || kind === 'left' || kind === 'left-byte',
      )
      .map((source, index): [Source, bigint] => {
        const width = widthOfSource(source);
        const other = ~flow.base(source, width) ^ BigInt(index + 1);
        const bits = source.kind === 'register' ? heldBits(source.register, processor) : -1n;
        return [source, BigInt.asUintN(width, other & bits)];
      }),
  );
  // Where a call goes outside of the vectors makes no difference to what it leaves.
  const conditions = flow.conditions.filter(({ kind }) => kind !== 'callee');
  const { changed } = secondCall({ ...flow, conditions }, proposals);
  return flow.builder.evaluator((source, width) =>
    BigInt.asUintN(width, changed.get(source) ?? flow.base(source, width)),
  );
}
