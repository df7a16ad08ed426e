import { describe, expect, test } from '@jest/globals';
import type { Abi } from '../abi/abi.ts';
import type { OtherSymbols, StandIn, StandInAct } from '../abi/stand-in.ts';
import { memoryMap } from '../calls/memory-map.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import type { UndefinedUse } from '../image/undefined.ts';
import { placeStandIns } from './stand-in-places.ts';

const abi = { exits: new Map([['exit', {}]]) } as unknown as Abi;
const place = { file: 'a.yaml', line: 3, column: 5 };
const stop: StandInAct = { kind: 'stop', outcome: 'called' };

function data(size: number): StandInAct {
  return { kind: 'data', bytes: new Uint8Array(size) };
}

function placed(
  acts: Readonly<Record<string, StandInAct>>,
  open: Readonly<Record<string, UndefinedUse>> = {},
  act?: OtherSymbols['act'],
) {
  const standIns = Object.entries(acts).map(([symbol, own]): StandIn => ({
    symbol,
    act: own,
    place,
  }));
  const otherSymbols = act === undefined ? undefined : { act, place };
  return placeStandIns({ abi, standIns, otherSymbols }, memoryMap, new Map(Object.entries(open)));
}

/** Of each symbol, the distance from the stubs' first byte. */
function distances(...args: Parameters<typeof placed>): Record<string, number> {
  const { addresses } = placed(...args);
  return Object.fromEntries(
    [...addresses].map(([name, address]) => [name, Number(address - memoryMap.stubs.address)]),
  );
}

describe('stand-ins', () => {
  test('have 16 bytes each, and variables as many as they have', () => {
    expect(distances({ v: data(0x21), f: stop, w: data(1), exit: stop })).toEqual({
      hyp_function: 0,
      exit: 0x10,
      v: 0x20,
      f: 0x50,
      w: 0x60,
    });
  });

  test('that are numbers are where they say', () => {
    const { addresses } = placed({ n: { kind: 'value', value: 7n } });
    expect(addresses.get('n')).toBe(7n);
  });

  test.each<[string, Readonly<Record<string, StandInAct>>, string]>([
    ['a variable', { v: data(0xffe0), w: data(1) }, 'w'],
    ['a function', { v: data(0xffe0), f: stop }, 'f'],
  ])('%s that no memory is left for is refused', (_, acts, name) => {
    let found: unknown;
    try {
      placed(acts);
    } catch (error) {
      found = error instanceof HcallError ? error.diagnostics[0] : error;
    }
    expect(found).toMatchObject({
      code: 'data-size',
      message: `no memory is left for '${name}'`,
      place,
    });
  });
});

describe('all that is undefined', () => {
  const open = { f: 'branch', n: 'number', p: 'address', own: 'branch', exit: 'branch' } as const;

  test('is not taken unasked', () => {
    expect(placed({}, open).taken).toEqual([]);
  });

  test('is taken, but for numbers and what is known', () => {
    const { taken, standIns } = placed({ own: stop }, open, 'return');
    expect(taken).toEqual([
      { symbol: 'f', use: 'branch' },
      { symbol: 'p', use: 'address' },
    ]);
    expect(standIns.map(({ symbol, act }) => `${symbol} ${act.kind}`)).toEqual([
      'own stop',
      'hyp_function function',
      'f function',
      'p function',
    ]);
  });

  test('has memory only where the code just branches to it', () => {
    const { addresses } = placed({}, { ...open, q: 'address' }, 'stop');
    const { stubs, absent } = memoryMap;
    expect([addresses.get('f'), addresses.get('p'), addresses.get('q')]).toEqual([
      stubs.address + 0x20n,
      absent.address,
      absent.address + 0x400n,
    ]);
  });
});
