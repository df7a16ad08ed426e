import { Document } from 'yaml';
import type { RegisterName } from '../architecture/registers.ts';
import { registers } from '../architecture/registers.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { slotOf } from '../calls/call-record.ts';
import type { Origin } from '../abi/origin.ts';
import { shownPlace } from '../calls/placed-region.ts';
import { changedRegisters, referenceOf } from '../calls/compared.ts';
import { given } from '../collections/given.ts';
import type { Plain } from '../collections/plain.ts';
import type { callShape, calledShape, changedRegisterShape } from './call-shape.ts';
import type { Disassembler } from '../disassembler/disassembler.ts';
import type { Test } from '../fixture/test.ts';
import { vectorsEntry } from '../fixture/vectors-entry.ts';
import { changedByFlow } from '../flow/changes.ts';
import type { FollowedCall } from '../flow/explore.ts';
import type { Flow } from '../flow/flow.ts';
import { makerOfRegister } from '../flow/maker.ts';
import { conditionTexts } from '../flow/print-condition.ts';
import { ranUnpatched, unpatchedText } from '../judge/callbacks.ts';
import { eventsOf } from '../judge/events.ts';
import { hexadecimal } from '../judge/finding.ts';
import type { PreparedStep } from './execute.ts';
import { stepsOf } from './execute.ts';
import type { ExpectedMemory } from './expected.ts';
import { Expectations } from './expected.ts';
import { secondExceptionOf } from '../calls/second-exception.ts';
import { exceptionReport } from './exception-report.ts';
import { followedCall } from './followed-call.ts';
import { Locator } from './locate.ts';
import type { Session } from './session.ts';
import type { Tools } from './tools.ts';
import { ValueSources } from './value-sources.ts';
import { stubEntries } from './written-stubs.ts';

/** One call, as its fixture describes it. Plain data. */
export interface CallDescription {
  readonly origin: Origin;
  /** 16 bits. */
  readonly immediate: number;
  /** Register values before the call. */
  readonly given: ReadonlyMap<RegisterName, bigint>;
  /** What stands for symbols, as the command line has it. */
  readonly stubs: readonly string[];
  /** What is taken for granted of the code. */
  readonly assumptions: readonly string[];
  /** What the fixture's paths are relative to. */
  readonly cwd: string;
  /** The ABI, as the fixture names it. */
  readonly abiName: string;
}

/** A register that differs after the call. Hexadecimal text. */
export type ChangedRegister = Plain<typeof changedRegisterShape>;

/** What a call did, whatever it ran on. */
export type Called = Plain<typeof calledShape>;

/** What a call did. */
export type CallResult = Plain<typeof callShape>;

/**
 * Makes the call of a test and describes what happened. Throws an HcallError for vectors that cannot be assembled or
 * loaded.
 */
export function makeCall(
  { builder, execute }: Tools,
  test: Test,
  description: CallDescription,
): Called {
  const session = builder.session(test);
  const [step] = stepsOf(session, test, execute);
  const call = followedCall((step as PreparedStep).calls[0]);
  session.slots.check(call.record, test.place);
  return new CallDescriber(session, execute.disassembler, call).describe(test, description);
}

class CallDescriber {
  readonly #session: Session;
  readonly #locator: Locator;
  readonly #record: CallRecord;
  readonly #flow: Flow;
  readonly #sources: ValueSources;
  readonly #expected: Expectations;

  constructor(session: Session, disassembler: Disassembler, call: FollowedCall) {
    this.#session = session;
    this.#locator = new Locator(session, disassembler);
    this.#record = call.record;
    this.#flow = call.flow;
    this.#sources = new ValueSources(call.flow, session);
    this.#expected = new Expectations(session, call);
  }

  describe(test: Test, description: CallDescription): Called {
    const record = this.#record;
    const changes = this.#changed().map((register) => this.#change(register));
    const slot = slotOf(record);
    const unpatched = ranUnpatched(this.#session.image.unpatched, record).map(
      (place) => `${unpatchedText(place)} (at ${this.#session.nameOf(place.start)})`,
    );
    return {
      outcome: this.#session.describeEnd(record),
      ...exceptionReport(secondExceptionOf(record), this.#locator),
      instructions: record.instructions ?? 0,
      ...(description.assumptions.length === 0 ? {} : { assumptions: description.assumptions }),
      ...(slot === undefined ? {} : { slot }),
      conditions: conditionTexts(this.#flow, this.#nameOf),
      changes,
      stores: this.#stores(),
      events: eventTexts(record),
      ...(unpatched.length === 0 ? {} : { unpatched }),
      fixture: fixtureText(record, { changes, memory: this.#expected.memory() }, test, description),
    };
  }

  #changed(): RegisterName[] {
    const found = new Set([
      ...changedByFlow(this.#record, this.#flow),
      ...changedRegisters(this.#record),
    ]);
    return registers.flatMap(({ name }) => (found.has(name) ? [name] : []));
  }

  #change(register: RegisterName): ChangedRegister {
    const record = this.#record;
    const by = makerOfRegister(record, this.#flow, register);
    return {
      register,
      before: hexadecimal(referenceOf(record).get(register)),
      after: hexadecimal(record.after.get(register)),
      expression: this.#expected.register(register),
      value: this.#sources.text(this.#flow.after.register(register)),
      ...(by === undefined ? {} : { by: this.#locator.location(by) }),
    };
  }

  #stores(): Called['stores'] {
    return this.#record.writes.map(({ address, size, after }) => ({
      address: hexadecimal(address),
      ...shownPlace(this.#flow.regions, address),
      size,
      value: hexadecimal(after),
      ...given({ source: this.#sources.nextStore(address, size) }),
    }));
  }

  readonly #nameOf = (address: bigint): string | undefined => this.#session.nameOfCode(address);
}

function eventTexts(trial: CallRecord): string[] {
  return eventsOf(trial).map(({ instruction, operand }) =>
    operand === undefined ? instruction : `${instruction} ${operand}`,
  );
}

function fixtureText(
  trial: CallRecord,
  { changes, memory }: Pick<Called, 'changes'> & { readonly memory: readonly ExpectedMemory[] },
  { vectors, name }: Test,
  { origin, immediate, given: values, cwd, abiName, stubs }: CallDescription,
): string {
  const expectations = changes.map(({ register, expression }) => [register, expression]);
  const document = new Document({
    abi: abiName,
    vectors: vectorsEntry(vectors, cwd),
    ...(stubs.length === 0 ? {} : { stubs: stubEntries(stubs) }),
    tests: [
      {
        name,
        origin,
        hvc: immediate,
        ...(values.size === 0
          ? {}
          : {
              given: Object.fromEntries(
                [...values].map(([register, value]) => [register, hexadecimal(value)]),
              ),
            }),
        expect: {
          ...(trial.outcome === 'returned' ? {} : { outcome: trial.outcome }),
          ...Object.fromEntries(expectations),
          ...(memory.length === 0 ? {} : { memory }),
          events: eventTexts(trial),
        },
      },
    ],
  });
  return document.toString();
}
