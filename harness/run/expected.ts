import { parseInteger } from '../abi/integer.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { isDead } from '../calls/dead-stack.ts';
import { liveStores } from '../calls/lasting-stores.ts';
import { fixtureText } from '../flow/fixture-notation.ts';
import type { FollowedCall } from '../flow/explore.ts';
import type { Flow } from '../flow/flow.ts';
import type { FlowValue } from '../flow/flow-state.ts';
import { storedValue } from '../flow/stored-value.ts';
import { wordWidth } from '../expression/expression.ts';
import { hexadecimal } from '../judge/finding.ts';
import type { Session } from './session.ts';

const wordBytes = 8;

/** What a fixture expects in memory. */
export interface ExpectedMemory {
  readonly address: string;
  /** Bytes. */
  readonly size: number;
  readonly value: string;
}

/** What a call did, as a fixture expects it: true with any seed, and for vectors that are linked elsewhere. */
export class Expectations {
  readonly #session: Session;
  readonly #record: CallRecord;
  readonly #flow: Flow;

  constructor(session: Session, { record, flow }: FollowedCall) {
    this.#session = session;
    this.#record = record;
    this.#flow = flow;
  }

  /** `any` for what an expectation cannot say, and where the flow cannot be relied upon. */
  register(register: RegisterName): string {
    return this.#text(this.#flow.after.register(register));
  }

  /** What a cell holds, whether the call stored it or not. */
  cell(address: bigint, size: number): string {
    const stored = storedValue(this.#flow, { address, size });
    if (stored === undefined) {
      return 'any';
    }
    const whole = this.#text(stored.value);
    return whole === 'any' && size === 2 * wordBytes ? this.#extended(stored.value) : whole;
  }

  /** What the call stored, but for what does not matter: the stacks below the SP before the call. */
  memory(): ExpectedMemory[] {
    const { writes, before } = this.#record;
    const stores = liveStores(writes, before);
    const places = new Map(stores.map((store) => [`${store.address} ${store.size}`, store]));
    return [...places.values()].map(({ address, size }) => {
      const stored = storedValue(this.#flow, { address, size });
      const place = stored === undefined ? 'any' : this.#text(stored.address);
      return {
        // A place has to be somewhere.
        address: place === 'any' ? hexadecimal(address) : place,
        size,
        value: stored === undefined ? 'any' : this.#text(stored.value),
      };
    });
  }

  /** A value of 16 bytes by its lower half, where the upper one is zero: a number has 64 bits at most. */
  #extended(value: FlowValue): string {
    const { builder } = this.#flow;
    const upper = this.#text(builder.extract(value, wordWidth, wordWidth));
    return parseInteger(upper) === 0n ? this.#text(builder.extract(value, 0, wordWidth)) : 'any';
  }

  #text(value: FlowValue): string {
    return this.#flow.refusal === undefined
      ? fixtureText(this.#flow, value, {
          referenceTo: (address) => this.#session.referenceTo(address),
          isKnown: (address) => !isDead({ address, size: 1 }, this.#record.before),
        })
      : 'any';
  }
}
