import type { RegisterName } from '../architecture/registers.ts';
import { isResumable } from '../abi/returns.ts';
import type { Disassembler } from '../disassembler/disassembler.ts';
import { formatPlace } from '../diagnostics/place.ts';
import { eventsOf } from '../judge/events.ts';
import { stackAt, stackUse } from '../calls/dead-stack.ts';
import { lastingStores, liveStores } from '../calls/lasting-stores.ts';
import { exceptionReport } from '../run/exception-report.ts';
import { Locator } from '../run/locate.ts';
import { defaultFunction } from '../fixture/test.ts';
import type { Session } from '../run/session.ts';
import type { Plain } from '../collections/plain.ts';
import type { frameShape, measurementShape } from './measurement-shape.ts';
import { findCaller } from '../calls/caller.ts';
import { exceptionPaths } from '../calls/exception-path.ts';
import type { Prober, Situation } from '../calls/prober.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { isBack, slotOf } from '../calls/call-record.ts';
import { returnOf } from '../calls/resumption.ts';
import { secondExceptionOf } from '../calls/second-exception.ts';
import { makerOfRegister } from '../flow/maker.ts';
import { printNamed } from '../flow/print.ts';
import { conditionTexts } from '../flow/print-condition.ts';
import { describeEffect } from './behaviour.ts';
import { descriptionOf, setByCallers } from './description.ts';
import { effectOfFlow } from './flow-effect.ts';
import { flowEndOf } from './flow-end.ts';
import { checkedCall, followCall } from './followed-call.ts';
import type { CallInputs } from './inputs.ts';
import { InputSearch } from './inputs.ts';

/** A call to measure. Plain data. */
export interface CallSpec {
  readonly caller: string;
  readonly immediate: number;
  /** Registers before the call: hexadecimal, or `function` for the address of a function of the caller. */
  readonly given: readonly (readonly [RegisterName, string])[];
  /** Inputs of the operation by which regions lie where they are, with their registers. */
  readonly inputs?: readonly (readonly [string, RegisterName])[];
  /** In place of a call: one of `exceptionPaths`, by its index. */
  readonly exception?: number;
  /** Only what it does: what it depends on takes more calls to find out. */
  readonly isBrief?: true;
}

/** A stack whose live frame a call changed. */
type MeasuredFrame = Plain<typeof frameShape>;

/** What one call really read and wrote. */
export type Measurement = Plain<typeof measurementShape>;

/** What a measurement works with. */
export interface MeasureSetting {
  readonly session: Session;
  readonly prober: Prober;
  readonly disassembler: Disassembler;
}

/** Measures calls: each is stepped and followed, and what it depends on is tried. */
export function measure(setting: MeasureSetting, specs: readonly CallSpec[]): Measurement[] {
  return specs.map((spec) => measureOne(setting, spec));
}

function measureOne(setting: MeasureSetting, spec: CallSpec): Measurement {
  const { session, disassembler } = setting;
  const { immediate } = spec;
  const situation = situationOf(session, spec);
  const followed = followCall(setting, situation, immediate);
  const description = descriptionOf(setting, followed.record, setByCallers(setting, situation));
  const { branches } = description;
  const call = checkedCall(followed, setting, [situation, immediate]);
  const { record, flow } = call;
  const end = flowEndOf(call, branches);
  const effect = effectOfFlow(call, description, end);
  const inputs =
    spec.isBrief === true
      ? noInputs
      : new InputSearch(setting, description, [situation, immediate], [call, end]).find();
  const locator = new Locator(session, disassembler);
  const slot = slotOf(record);
  const conditions = conditionTexts(flow, description.nameOfCode);
  const steps = record.steps ?? [];
  const frames = framesOf(record, locator);
  return {
    ...describeEffect(effect),
    caller: spec.caller,
    immediate,
    ...(slot === undefined ? {} : { slot }),
    ...(spec.exception === undefined ? {} : resumptionIn(record)),
    ...exceptionReport(secondExceptionOf(record), locator),
    inputs: inputs.registers,
    ...(inputs.memory.length === 0 ? {} : { memory: inputs.memory }),
    ...(conditions.length === 0 ? {} : { conditions }),
    ...(flow.refusal === undefined ? {} : { unknown: flow.refusal.reason }),
    changes: [...effect.changes].map(([register, value]) => ({
      register,
      value: printNamed(value),
      ...byOf(makerOfRegister(record, flow, register), locator),
    })),
    stack: stackUse(record),
    ...(frames.length === 0 ? {} : { frames }),
    events: eventsOf(record).map(({ instruction, operand }) =>
      operand === undefined ? instruction : `${instruction} ${operand}`,
    ),
    instructions: steps.filter(({ pstate }) => (pstate & 0x1cn) === 0x8n).length,
  };
}

const noInputs: CallInputs = { registers: [], memory: [] };

function resumptionIn(record: CallRecord): Pick<Measurement, 'returns'> {
  const taken = isResumable(record.outcome) ? returnOf(record) : undefined;
  const isKnown = taken?.resumption !== undefined && (isBack(record) || !taken.isPlain);
  return isKnown ? { returns: taken.resumption } : {};
}

function situationOf(session: Session, spec: CallSpec): Situation {
  const path = spec.exception === undefined ? undefined : exceptionPaths[spec.exception];
  if (path === undefined) {
    const inputs = new Map(spec.inputs);
    return { caller: findCaller(spec.caller), given: givenOf(session, spec), inputs };
  }
  const { caller, slot, cause } = path;
  return { caller, given: new Map(), raised: { slot, cause } };
}

/** The registers that a call is given. */
export function givenOf(session: Session, { given }: CallSpec): Map<RegisterName, bigint> {
  return new Map(
    given.map(([register, value]) => [
      register,
      value === 'function' ? session.address(defaultFunction, 'link') : BigInt(value),
    ]),
  );
}

function byOf(address: bigint | undefined, locator: Locator): { readonly by?: string } {
  if (address === undefined) {
    return {};
  }
  const { place, text, instruction, symbol } = locator.location(address);
  const where = place === undefined ? (symbol ?? '') : formatPlace(place);
  return { by: `${where}: ${(text ?? instruction).replaceAll(/\s+/g, ' ').trim()}` };
}

/** What outlives the call in a stack: it belongs to whoever ran before. */
function framesOf(record: CallRecord, locator: Locator): MeasuredFrame[] {
  const stores = lastingStores(liveStores(record.writes, record.before), { changed: true });
  const frames = new Map<string, MeasuredFrame>();
  for (const { address, size } of stores) {
    const register = stackAt(address)?.register ?? stackAt(address + BigInt(size - 1))?.register;
    const step = record.steps?.findLast(({ writes }) =>
      writes.some((write) => write.address === address && write.size === size),
    );
    if (register !== undefined) {
      const frame = { register, ...byOf(step?.address, locator) };
      frames.set(JSON.stringify(frame), frame);
    }
  }
  return [...frames.values()];
}
