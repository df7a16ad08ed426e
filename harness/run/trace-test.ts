import { decode } from '../architecture/a64/decode.ts';
import { exceptionClassName } from '../architecture/exception-class-name.ts';
import type { ExceptionEntry } from '../architecture/exception.ts';
import { registers } from '../architecture/registers.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { isBack } from '../calls/call-record.ts';
import { stackPointerAt } from '../architecture/traps.ts';
import type { PlacedRegion } from '../calls/placed-region.ts';
import { shownPlace } from '../calls/placed-region.ts';
import { resumptionText, returnOf } from '../calls/resumption.ts';
import { secondExceptionOf } from '../calls/second-exception.ts';
import { given } from '../collections/given.ts';
import type { Plain } from '../collections/plain.ts';
import type { Test } from '../fixture/test.ts';
import type { FlowValue } from '../flow/flow-state.ts';
import { placeOf } from '../flow/location.ts';
import { hexadecimal } from '../judge/finding.ts';
import type { MemoryWrite, Step } from '../machine/machine.ts';
import { exceptionReport } from './exception-report.ts';
import type { ExecuteSetting, PreparedCall } from './execute.ts';
import { stepsOf } from './execute.ts';
import { followedCall } from './followed-call.ts';
import { Locator } from './locate.ts';
import type { Session } from './session.ts';
import type { SeenChange, SeenPoint, SeenWrite } from './trace-points.ts';
import { TracePoints } from './trace-points.ts';
import type {
  tracedCallShape,
  tracedInstructionShape,
  tracedPassageShape,
  tracedTestShape,
} from './trace-shape.ts';
import { ValueSources } from './value-sources.ts';

/** One instruction that ran. Values are hexadecimal text. */
export type TracedInstruction = Plain<typeof tracedInstructionShape>;

/** What no instruction did. */
export type TracedPassage = Plain<typeof tracedPassageShape>;

/** What one step of a test did, from its first instruction to its end. */
export type TracedCall = Plain<typeof tracedCallShape>;

/** What a test executes. */
export type TracedTest = Plain<typeof tracedTestShape>;

/** Traces a test in its session; of a step whose call is interrupted, at its first point. */
export function traceTest(session: Session, test: Test, execute: ExecuteSetting): TracedTest {
  const locator = new Locator(session, execute.disassembler);
  const calls: TracedCall[] = [];
  // A step is made ready from the memory that the one before left: none may run before its time.
  for (const prepared of stepsOf(session, test, execute)) {
    calls.push(tracedCall(session, prepared.calls[0], locator));
  }
  return { id: test.id, calls };
}

function tracedCall(session: Session, prepared: PreparedCall, locator: Locator): TracedCall {
  const points = new TracePoints();
  const { record, flow } = followedCall(prepared, {
    // What EL2 leaves to a routine is followed as it is, whatever a routine may count on.
    scrambled: new Set(),
    onPoint: (point) => points.see(point),
  });
  const { regions } = prepared.call;
  const sources = new ValueSources(flow, session);
  const describer = new PointDescriber(locator, regions, sources);
  const instructions: TracedInstruction[] = [];
  const passages: TracedPassage[] = [];
  for (const point of points.list) {
    const { last } = point;
    if (last.kind === 'step') {
      instructions.push(describer.instruction(point, last.step));
    } else if (last.kind === 'exception' || !isUnseen(point)) {
      passages.push(describer.passage(point, last));
    }
  }
  return {
    start: startOf(record),
    instructions,
    ...(passages.length === 0 ? {} : { passages }),
    ...given({ unknown: sources.unknown }),
    outcome: session.describeEnd(record),
    ...resumptionIn(record),
    ...exceptionReport(secondExceptionOf(record), locator),
  };
}

/** A return to code that EL2 called: its registers are its own. */
function isUnseen({ last, changes }: SeenPoint): boolean {
  return last.kind === 'passage' && last.passage.kind === 'return' && changes.length === 0;
}

function startOf({ before }: CallRecord): TracedCall['start'] {
  return registers
    .filter(({ name, kind }) => kind === 'general' || /^(sp_el\d|pstate)$/.test(name))
    .map(({ name }) => ({ register: name, value: hexadecimal(before.get(name)) }));
}

function resumptionIn(trial: CallRecord): Pick<TracedCall, 'returns' | 'resumption'> {
  const taken = isBack(trial) ? returnOf(trial) : undefined;
  const text = taken && resumptionText(taken);
  return {
    ...(taken?.resumption === undefined ? {} : { returns: taken.resumption }),
    ...(text === undefined ? {} : { resumption: text }),
  };
}

const flags: ReadonlySet<string> = new Set(['n', 'z', 'c', 'v']);

/** Registers by the names that they have where something writes them, and flags. */
function readsOf({ word, pstate }: Step): string[] {
  const locations = [...(decode(word)?.reads.keys() ?? [])];
  const names = locations.map((location) => {
    const place = placeOf(location);
    switch (place.kind) {
      case 'register':
        return place.register;
      case 'stack-pointer':
        return stackPointerAt(pstate);
      case 'pstate':
        return flags.has(location) ? location : 'pstate';
      default:
        return location;
    }
  });
  return [...new Set(names)];
}

/** What a call did from one point to the next, as a report has it. */
class PointDescriber {
  readonly #locator: Locator;
  readonly #regions: readonly PlacedRegion[];
  readonly #sources: ValueSources;

  constructor(locator: Locator, regions: readonly PlacedRegion[], sources: ValueSources) {
    this.#locator = locator;
    this.#regions = regions;
    this.#sources = sources;
  }

  instruction({ changes, rewrites, taken }: SeenPoint, step: Step): TracedInstruction {
    const { exception } = step;
    return {
      ...this.#locator.location(step.address),
      level: Number((step.pstate >> 2n) & 3n),
      reads: readsOf(step),
      loads: step.reads.map(({ address, size, value }) => ({
        address: hexadecimal(address),
        ...shownPlace(this.#regions, address),
        size,
        value: hexadecimal(value),
      })),
      changes: changes.map((change) => this.#change(change)),
      ...this.#rewrites(rewrites),
      stores: step.writes.map((write) => this.#store(write)),
      ...(exception === undefined
        ? {}
        : {
            exception: {
              ...(step.interruption === 'taken' ? { interrupts: true as const } : {}),
              ...this.#taken(exception, taken),
            },
          }),
    };
  }

  passage(
    { steps, changes, rewrites, taken }: SeenPoint,
    last: Exclude<SeenPoint['last'], { kind: 'step' }>,
  ): TracedPassage {
    if (last.kind === 'exception') {
      const { exception } = last;
      return {
        steps,
        kind: 'exception',
        at: this.#locator.nameOf(exception.vector),
        changes: [],
        ...this.#rewrites(rewrites),
        stores: [],
        exception: this.#taken(exception, taken),
      };
    }
    const { kind, target, deed } = last.passage;
    const said = deed?.act.behaviour.returns;
    return {
      steps,
      kind,
      at: this.#locator.nameOf(target),
      changes: changes.map((change) => ({
        ...this.#change(change),
        ...(said?.has(change.register) ? {} : { anything: true as const }),
      })),
      ...this.#rewrites(rewrites),
      stores: [...(deed?.changed ?? []), ...(deed?.stores ?? [])].map((write) =>
        this.#store(write),
      ),
    };
  }

  #change({ register, before, after, value }: SeenChange): TracedInstruction['changes'][number] {
    return {
      register,
      before: hexadecimal(before),
      after: hexadecimal(after),
      ...this.#source(value),
    };
  }

  #rewrites(writes: readonly SeenWrite[]): Pick<TracedInstruction, 'rewrites'> {
    return writes.length === 0 || this.#sources.unknown !== undefined
      ? {}
      : {
          rewrites: writes.map(({ register, value }) => ({
            register,
            source: this.#sources.text(value),
          })),
        };
  }

  #store({ address, size, before, after }: MemoryWrite): TracedInstruction['stores'][number] {
    const source = this.#sources.nextStore(address, size);
    return {
      address: hexadecimal(address),
      ...shownPlace(this.#regions, address),
      size,
      before: hexadecimal(before),
      after: hexadecimal(after),
      ...(this.#sources.unknown === undefined ? given({ source }) : {}),
    };
  }

  #taken(
    { slot, vector, esr, far }: ExceptionEntry,
    taken: readonly SeenWrite[],
  ): NonNullable<TracedPassage['exception']> {
    return {
      slot,
      vector: hexadecimal(vector),
      ...(esr === undefined ? {} : { syndrome: hexadecimal(esr), class: exceptionClassName(esr) }),
      ...(far === undefined ? {} : { faultAddress: hexadecimal(far) }),
      writes: taken.map(({ register, after, value }) => ({
        register,
        value: hexadecimal(after),
        ...this.#source(value),
      })),
    };
  }

  #source(value: FlowValue): { readonly source?: string } {
    return this.#sources.unknown === undefined ? { source: this.#sources.text(value) } : {};
  }
}
