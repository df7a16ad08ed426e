import type { Abi } from '../abi/abi.ts';
import type { FunctionAct, StandIn } from '../abi/stand-in.ts';
import { plainBehaviour } from '../abi/stand-in.ts';
import { problemAt } from '../abi/document/problem-at.ts';
import { stubSize } from '../calls/memory-map.ts';
import { defaultFunction } from '../fixture/test.ts';
import type { MemoryRegion } from '../machine/machine.ts';

/** The function that a call is given where a test names none. */
export const defaultAct: FunctionAct = {
  kind: 'function',
  changed: undefined,
  behaviour: plainBehaviour,
};

/** Bytes that a variable begins at a multiple of: as much as any load asks for. */
const dataAlignment = 16n;

/**
 * The addresses of what has none in the code: functions and stops `stubSize` bytes each, in the order of their names'
 * first use, then variables. Throws `data-size` where the region is full.
 */
export function standInAddresses(
  abi: Pick<Abi, 'exits'>,
  standIns: readonly StandIn[],
  region: MemoryRegion,
): Map<string, bigint> {
  const addresses = new Map<string, bigint>();
  const end = region.address + BigInt(region.size);
  let next = region.address;
  const place = (symbol: string, size: number, standIn: StandIn | undefined): void => {
    if (next + BigInt(size) > end) {
      throw problemAt(
        'data-size',
        `no memory is left for '${symbol}': stubs have ${region.size} bytes together`,
        standIn?.place,
        'give variables fewer bytes; larger memory that a pointer leads to is a region',
      );
    }
    addresses.set(symbol, next);
    next += (BigInt(size) + dataAlignment - 1n) & -dataAlignment;
  };
  const called = new Map<string, StandIn | undefined>([
    [defaultFunction, undefined],
    ...[...abi.exits.keys()].toSorted().map((name) => [name, undefined] as const),
    ...standIns
      .filter(({ act }) => act.kind === 'function' || act.kind === 'stop')
      .map((standIn) => [standIn.symbol, standIn] as const),
  ]);
  called.forEach((standIn, symbol) => place(symbol, stubSize, standIn));
  for (const standIn of standIns) {
    const { symbol, act } = standIn;
    if (act.kind === 'data') {
      place(symbol, act.bytes.length, standIn);
    } else if (act.kind === 'value') {
      addresses.set(symbol, act.value);
    }
  }
  return addresses;
}
