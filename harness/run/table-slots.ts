import { problemAt } from '../abi/document/problem-at.ts';
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
        return (symbol === undefined ? [] : slotsOf(lookup, symbol))
          .filter(({ kind, overrun }) => kind !== 'code' || overrun !== undefined)
          .map((code): [bigint, TableSlot] => [code.address, { table, code }]);
      }),
    );
  }

  /**
   * Throws `vector-table-short` or `vector-slot-empty` where a stepped call took a slot that the table does not have, at the place of the
   * test, and `vector-slot-overrun` where it ran over the end of one, or was to begin in one that the code of the slot before
   * runs into.
   */
  check({ exceptions, steps = [] }: Pick<CallRecord, 'exceptions' | 'steps'>, place: Place): void {
    if (this.#slots.size === 0) {
      return;
    }
    const entered = new Set(exceptions.map(({ vector }) => vector));
    for (const { targetEl, vector } of exceptions) {
      if (targetEl !== 2) {
        continue;
      }
      const slot = this.#slots.get(vector);
      if (slot !== undefined) {
        this.#checkSlot(slot, entered, steps, place);
      }
      const before = this.#slots.get(vector - BigInt(slotSize));
      if (before?.code.overrun !== undefined) {
        throw this.#overrun(before, before.code.overrun);
      }
    }
  }

  #checkSlot(
    { table, code }: TableSlot,
    entered: ReadonlySet<bigint>,
    steps: NonNullable<CallRecord['steps']>,
    place: Place,
  ): void {
    const { address, overrun } = code;
    if (overrun === undefined) {
      const { code: kind, message, note } = slotProblem(code, table);
      throw problemAt(kind, `the call takes a slot that is not there: ${message}`, place, note);
    }
    const end = address + BigInt(slotSize);
    if (!entered.has(end) && steps.some((step) => step.address === end)) {
      throw this.#overrun({ table, code }, overrun);
    }
  }

  #overrun({ table, code: { slot } }: TableSlot, overrun: bigint): HcallError {
    return new HcallError([overrunProblem(this.#lookup, table, slot, overrun)]);
  }
}
