import { problemAt } from '../abi/document/problem-at.ts';
import { given } from '../collections/given.ts';
import { slotSize } from '../architecture/slot.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import type { ImageLookup } from '../image/lookup.ts';
import type { SlotCode } from '../image/slot-code.ts';
import { slotsOf } from '../image/slot-code.ts';
import { overrunProblem, slotProblem } from '../image/vector-table.ts';

interface TableSlot {
  readonly table: string;
  readonly code: SlotCode;
  /** The slot before it, whose code goes on in it. */
  readonly rest?: SlotCode;
}

/** The slots of some tables that calls had better not take, by their addresses. */
export class TableSlots {
  readonly #lookup: ImageLookup;
  readonly #slots: ReadonlyMap<bigint, TableSlot>;

  constructor(lookup: ImageLookup, tables: Iterable<string>) {
    this.#lookup = lookup;
    this.#slots = new Map(
      [...new Set(tables)].flatMap((table) => {
        const symbol = lookup.find(table);
        const slots = symbol === undefined ? [] : slotsOf(lookup, symbol);
        return slots.flatMap((code, index): [bigint, TableSlot][] => {
          const before = slots[index - 1];
          const rest = before?.isTooLong === true ? before : undefined;
          return rest === undefined && code.kind === 'code' && code.overrun === undefined
            ? []
            : [[code.address, { table, code, ...given({ rest }) }]];
        });
      }),
    );
  }

  /**
   * Throws `vector-table-short` or `vector-slot-empty` where a stepped call took a slot that the table does not have, at the place of the
   * test, and `vector-slot-overrun` where it ran over the end of one, or into what the one before is too long for.
   */
  check({ exceptions, steps = [] }: Pick<CallRecord, 'exceptions' | 'steps'>, place: Place): void {
    if (this.#slots.size === 0) {
      return;
    }
    const entered = new Set(exceptions.map(({ vector }) => vector));
    for (const { targetEl, vector } of exceptions) {
      const slot = targetEl === 2 ? this.#slots.get(vector) : undefined;
      if (slot !== undefined) {
        this.#checkSlot(slot, entered, steps, place);
      }
    }
  }

  #checkSlot(
    { table, code, rest }: TableSlot,
    entered: ReadonlySet<bigint>,
    steps: NonNullable<CallRecord['steps']>,
    place: Place,
  ): void {
    const { address, slot, overrun, kind: what } = code;
    if (rest?.overrun !== undefined) {
      throw new HcallError([overrunProblem(this.#lookup, table, rest.slot, rest.overrun)]);
    }
    if (what !== 'code') {
      const { code: kind, message, note } = slotProblem(code, table);
      throw problemAt(kind, `the call takes a slot that is not there: ${message}`, place, note);
    }
    const end = address + BigInt(slotSize);
    if (overrun !== undefined && !entered.has(end) && steps.some((step) => step.address === end)) {
      throw new HcallError([overrunProblem(this.#lookup, table, slot, overrun)]);
    }
  }
}
