import type { Expected, MemoryCell, Placed } from '../abi/expression.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { MemoryChange } from '../calls/repeated-call.ts';
import { inputsOf } from '../expression/expression.ts';
import type { Machine } from '../machine/machine.ts';
import type { StepValues } from './step-values.ts';

/** A cell where it is, and what it holds before a call. */
interface ReadCell {
  readonly address: bigint;
  readonly value: bigint;
}

/** What memory holds before a call, where expressions ask for it. */
export class StepCells {
  readonly #cells: ReadonlyMap<MemoryCell, ReadCell>;

  /**
   * Reads the cells of these expressions, of memory that is to be found with `changes`. Throws `memory-not-mapped` where
   * there is no memory, or what is wrong with an address.
   */
  constructor(
    expressions: Iterable<Placed<Expected>>,
    machine: Machine,
    values: StepValues,
    changes: readonly MemoryChange[],
  ) {
    const cells = [...expressions].flatMap(({ value, place }) =>
      cellsIn(value).map((cell) => ({ cell, place })),
    );
    this.#cells = new Map(
      cells.map(({ cell, place }) => {
        const address = values.mappedAddress(cell.address, cell.size, place);
        return [cell, { address, value: heldAt(address, cell.size, machine, changes) }];
      }),
    );
  }

  readonly value = (cell: MemoryCell): bigint => this.#get(cell).value;

  readonly address = (cell: MemoryCell): bigint => this.#get(cell).address;

  #get(cell: MemoryCell): ReadCell {
    const found = this.#cells.get(cell);
    if (found === undefined) {
      throw new Error('a cell is read that no expression of the call names');
    }
    return found;
  }
}

/** The registers on which the addresses of cells depend: with another value, another cell would be meant. */
export function addressRegisters(expressions: Iterable<Placed<Expected>>): RegisterName[] {
  return [...expressions].flatMap(({ value }) =>
    cellsIn(value).flatMap(({ address }) =>
      [...inputsOf(address)].flatMap(({ name }) => (name.kind === 'register' ? name.register : [])),
    ),
  );
}

function cellsIn(value: Expected): MemoryCell[] {
  return value.kind === 'any'
    ? []
    : [...inputsOf(value)].flatMap(({ name }) => (name.kind === 'cell' ? [name] : []));
}

/** What memory holds that is to be found with `changes`: `size` bytes, little-endian. */
export function heldAt(
  address: bigint,
  size: number,
  machine: Machine,
  changes: readonly MemoryChange[],
): bigint {
  const held = machine.read(address, size).slice();
  for (const { address: from, bytes } of changes) {
    const first = Number(address - from);
    for (
      let index = Math.max(0, -first);
      index < size && first + index < bytes.length;
      index += 1
    ) {
      held[index] = bytes[first + index] ?? 0;
    }
  }
  return held.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
