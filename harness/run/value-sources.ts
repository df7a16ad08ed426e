import { wordWidth } from '../expression/expression.ts';
import type { Flow, FlowStore } from '../flow/flow.ts';
import type { FlowValue } from '../flow/flow-state.ts';
import { printValue, unknownText } from '../flow/print.ts';
import type { Session } from './session.ts';

const byteWidth = 8;

/** A store by what it was made of. */
export interface StoreSource {
  readonly address: string;
  readonly value: string;
}

/** What the values of a call were made of, as reports print it. */
export class ValueSources {
  readonly #flow: Flow;
  readonly #session: Session;
  /** Equal values are one: each is printed once. */
  readonly #texts = new Map<FlowValue, string>();
  readonly #stores: FlowStore[];

  constructor(flow: Flow, session: Session) {
    this.#flow = flow;
    this.#session = session;
    this.#stores = [...flow.stores];
  }

  /** Why none of them is known, if that is so. */
  get unknown(): string | undefined {
    const { refusal } = this.#flow;
    return refusal && unknownText(refusal, (address) => this.#session.nameOf(address));
  }

  /** `x0 & ~0x7ff`, or why that is not known. */
  text(value: FlowValue): string {
    let text = this.#texts.get(value);
    if (text === undefined) {
      text =
        this.unknown ??
        printValue(this.#flow, value, (address) => this.#session.nameOfCode(address));
      this.#texts.set(value, text);
    }
    return text;
  }

  /**
   * The next store of the call that wrote these bytes, or the part of it that did. Both the record and the flow have them
   * in order; the flow may lack some: then undefined.
   */
  nextStore(address: bigint, size: number): StoreSource | undefined {
    const end = address + BigInt(size);
    const index = this.#stores.findIndex(
      (each) => each.address <= address && end <= each.address + BigInt(each.size),
    );
    const store = this.#stores[index];
    if (store === undefined) {
      return undefined;
    }
    // A vector register is written in halves.
    if (end === store.address + BigInt(store.size)) {
      this.#stores.splice(index, 1);
    }
    const { builder } = this.#flow;
    const offset = address - store.address;
    const at = builder.binary('add', store.addressValue, builder.constant(offset, wordWidth));
    const part = builder.extract(store.value, Number(offset) * byteWidth, size * byteWidth);
    return { address: this.text(at), value: this.text(part) };
  }
}
