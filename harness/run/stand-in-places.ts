import type { FunctionAct, StandIn } from '../abi/stand-in.ts';
import { plainBehaviour } from '../abi/stand-in.ts';
import { problemAt } from '../abi/document/problem-at.ts';
import type { Place } from '../diagnostics/place.ts';
import type { CodeRegions } from '../calls/memory-map.ts';
import { stubSize } from '../calls/memory-map.ts';
import type { Test } from '../fixture/test.ts';
import { defaultFunction } from '../fixture/test.ts';
import type { UndefinedUse } from '../image/undefined.ts';
import type { MemoryRegion } from '../machine/machine.ts';
import type { TakenSymbol } from './taken-symbol.ts';
import { standInForTaken, takenSymbols } from './taken-symbol.ts';

/** The function that a call is given where a test names none. */
const plainFunction: FunctionAct = {
  kind: 'function',
  changed: undefined,
  behaviour: plainBehaviour,
};

/** What stands in, with its places. */
export interface PlacedStandIns {
  /** With the function that calls are given, and with what '*' stands for. */
  readonly standIns: readonly StandIn[];
  /** Of what may have no address in the code. */
  readonly addresses: ReadonlyMap<string, bigint>;
  /** What '*' stands for, sorted. */
  readonly taken: readonly TakenSymbol[];
}

/** Bytes that a variable begins at a multiple of: as much as any load asks for. */
const dataAlignment = 16n;

/** Bytes from one absent symbol to the next: what is read of a structure is of this one. */
const absentSize = 0x400;

/**
 * Gives addresses to functions and stops, to exits, and to variables. What the code does not only branch to may be a variable of
 * which nothing is known: it gets an address without memory, where calls arrive and an access faults. `open`: what nobody defines.
 * Throws `data-size` where the memory for all of these is full.
 */
export function placeStandIns(
  { abi, standIns, otherSymbols }: Pick<Test, 'abi' | 'standIns' | 'otherSymbols'>,
  { stubs, absent }: Pick<CodeRegions, 'stubs' | 'absent'>,
  open: ReadonlyMap<string, UndefinedUse>,
): PlacedStandIns {
  const exits = [...abi.exits.keys()].toSorted();
  const own = new Map(standIns.map((standIn) => [standIn.symbol, standIn]));
  if (!own.has(defaultFunction)) {
    own.set(defaultFunction, { symbol: defaultFunction, act: plainFunction, place: undefined });
  }
  const taken = takenSymbols(open, new Set([...own.keys(), ...exits]), otherSymbols);
  const room = new Room(stubs);
  const nowhere = new Room(absent);
  /** Code that has the address of a function could read there, where nothing is that it could be meant to find. */
  const takeCalled = (symbol: string, place: Place | undefined): bigint =>
    open.get(symbol) === 'address'
      ? nowhere.take(symbol, absentSize, place)
      : room.take(symbol, stubSize, place);
  const addresses = new Map<string, bigint>();
  for (const symbol of [defaultFunction, ...exits]) {
    addresses.set(symbol, takeCalled(symbol, own.get(symbol)?.place));
  }
  for (const { symbol, act, place } of own.values()) {
    if (act.kind === 'value') {
      addresses.set(symbol, act.value);
    } else if (act.kind === 'data') {
      addresses.set(symbol, room.take(symbol, act.bytes.length, place));
    } else if (act.kind !== 'code' && !addresses.has(symbol)) {
      addresses.set(symbol, takeCalled(symbol, place));
    }
  }
  for (const { symbol } of taken) {
    addresses.set(symbol, takeCalled(symbol, otherSymbols?.place));
  }
  const more =
    otherSymbols === undefined
      ? []
      : taken.map(({ symbol }) => standInForTaken(symbol, otherSymbols));
  return { standIns: [...own.values(), ...more], addresses, taken };
}

/** Addresses of a region, one behind the other. */
class Room {
  #next: bigint;
  readonly #end: bigint;

  constructor({ address, size }: MemoryRegion) {
    this.#next = address;
    this.#end = address + BigInt(size);
  }

  /** Throws `data-size`. */
  take(symbol: string, size: number, place: Place | undefined): bigint {
    const address = this.#next;
    this.#next += (BigInt(size) + dataAlignment - 1n) & -dataAlignment;
    if (this.#next > this.#end) {
      throw problemAt(
        'data-size',
        `no memory is left for '${symbol}'`,
        place,
        'give variables fewer bytes: all stubs have 64 KiB together; larger memory that a pointer leads to is a region',
      );
    }
    return address;
  }
}
