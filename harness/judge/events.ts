import type { Instruction } from '../architecture/instruction.ts';
import { decodeInstruction } from '../architecture/instruction.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { regionPlace, regionPlaceText } from '../calls/placed-region.ts';
import type { Step, StepWrite } from '../machine/machine.ts';
import type { Call, EventTarget, StoreTarget } from './call.ts';
import type { UnlocatedFinding } from './finding.ts';
import { hexadecimal } from './finding.ts';

/** A system instruction that ran at EL2, or a store there. */
export interface SystemEvent {
  readonly instruction: string;
  /** The register or the operation that it names: `vbar_el2`, `vmalle1is`. Of a store, the place in a region, and bytes. */
  readonly operand: string | undefined;
  readonly address: bigint;
}

/** A store is an event of its own, where the list of a test names its place. */
export interface ListedEvent extends SystemEvent {
  readonly write?: StepWrite;
}

/** Slow, or with effects outside of the call: a finding unless the test lists it. */
const undeclared: ReadonlySet<string> = new Set(['tlbi', 'ic', 'dc', 'smc', 'wfi', 'wfe']);

/** The system instructions that ran at EL2, in order. */
export function eventsOf({ steps = [] }: Pick<CallRecord, 'steps'>): SystemEvent[] {
  return steps.flatMap((step) => systemEventOf(step) ?? []);
}

/**
 * What of a call the list of a test is about: system instructions, and stores to where it names one. What handles an
 * interruption is none of it.
 */
export function listedEvents({ steps = [] }: CallRecord, call: Call): ListedEvent[] {
  const cells = (call.events ?? []).flatMap(({ stored }) => stored ?? []);
  return steps
    .filter(({ interruption }) => interruption !== 'handled')
    .flatMap((step): ListedEvent[] => [
      ...[systemEventOf(step)].flatMap((event) => event ?? []),
      ...(cells.length > 0 && isAtEl2(step) ? step.writes : [])
        .filter((write) => cells.some((cell) => isAt(write, cell)))
        .map((write) => ({
          instruction: 'store',
          operand: storeText(write, call),
          address: step.address,
          write,
        })),
    ]);
}

function isAt({ physical, size }: StepWrite, cell: StoreTarget): boolean {
  return physical < cell.address + BigInt(cell.size) && cell.address < physical + BigInt(size);
}

function storeText({ physical, size }: StepWrite, { regions }: Call): string {
  const place = regionPlace(regions, physical);
  return `${place === undefined ? hexadecimal(physical) : regionPlaceText(place)}, ${size}`;
}

/** What is wrong with the events: against the test's list, or without one, those that no call may cause silently. */
export function eventFindings(call: Call, trial: CallRecord): UnlocatedFinding[] {
  if (call.events === undefined) {
    const answered = answeredCalls(trial);
    return eventsOf(trial)
      .filter(({ instruction, address }) => undeclared.has(instruction) && !answered.has(address))
      .map((event) => ({
        code: 'undeclared-event',
        subject: { kind: 'events' },
        message: `'${eventName(event)}' runs at EL2, which the test does not list`,
        found: eventName(event),
        by: event.address,
      }));
  }
  const events = listedEvents(trial, call);
  const index = events.findIndex((event, at) => !isEvent(call.events?.[at], event));
  const first = index < 0 ? events.length : index;
  const target = call.events[first];
  const event = events[first];
  if (target === undefined && event === undefined) {
    return [];
  }
  return [
    {
      code: 'wrong-events',
      subject: { kind: 'events' },
      message: `the events at EL2 are not the listed ones, from number ${first + 1} on`,
      expected: target === undefined ? 'no more events' : eventName(target),
      found: event === undefined ? 'no more events' : eventName(event),
      ...(event === undefined ? {} : { by: event.address }),
    },
  ];
}

/** SMCs that firmware answers, which somebody declares. */
function answeredCalls({ passages, steps = [] }: CallRecord): ReadonlySet<bigint | undefined> {
  const calls = passages.filter(({ kind }) => kind === 'firmware');
  return new Set(calls.map((passage) => steps[passage.steps - 1]?.address));
}

/** PSTATE.EL (Arm ARM, C5.2.18: M[3:2] in AArch64 state). */
function isAtEl2({ pstate }: Step): boolean {
  return (pstate & 0x1cn) === 0x8n;
}

/** An instruction that took an exception is one only where that is what it does. */
function systemEventOf(step: Step): SystemEvent | undefined {
  const instruction = isAtEl2(step) ? decodeInstruction(step.word) : undefined;
  const event = instruction && eventOf(instruction);
  const isDone = step.exception === undefined || step.exception.cause.kind === instruction?.kind;
  return event && isDone ? { ...event, address: step.address } : undefined;
}

function eventOf(instruction: Instruction): Omit<SystemEvent, 'address'> | undefined {
  switch (instruction.kind) {
    case 'msr':
    case 'msr-immediate':
      return { instruction: 'msr', operand: instruction.operand };
    case 'tlbi':
    case 'ic':
    case 'dc':
    case 'at':
      return { instruction: instruction.kind, operand: instruction.operand };
    case 'hvc':
    case 'smc':
      return { instruction: instruction.kind, operand: `#${instruction.immediate}` };
    case 'dsb':
      return { instruction: instruction.kind, operand: instruction.operand };
    case 'isb':
    case 'wfi':
    case 'wfe':
      return { instruction: instruction.kind, operand: undefined };
    default:
      return undefined;
  }
}

/** As a list of events has it: `msr vbar_el2`. */
export function eventName({ instruction, operand }: EventTarget): string {
  return operand === undefined ? instruction : `${instruction} ${operand}`;
}

/** Whether an event is the one that a list means. */
export function isEvent(target: EventTarget | undefined, event: ListedEvent): boolean {
  if (target?.instruction !== event.instruction) {
    return false;
  }
  const { stored } = target;
  const { write } = event;
  if (stored === undefined || write === undefined) {
    return target.operand === undefined || target.operand === event.operand;
  }
  const isSame = write.physical === stored.address && write.size === stored.size;
  return stored.exact ? isSame : isAt(write, stored);
}
