import { describe, expect, test } from '@jest/globals';
import type { ContextCell, Region } from '../abi/abi.ts';
import type { Expression } from '../abi/expression.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { createState } from '../architecture/state.ts';
import type { HcallError } from '../diagnostics/diagnostic.ts';
import { binary, constant, input } from '../expression/expression.ts';
import type { RegionUse } from './region-map.ts';
import { RegionMap } from './region-map.ts';
import { regionAt, regions as memory } from './memory-map.ts';

const x0: Expression = input({ kind: 'register', register: 'x0', when: 'before' }, 64);
const tpidr: Expression = input({ kind: 'register', register: 'tpidr_el2', when: 'before' }, 64);
const message: Expression = input({ kind: 'input', name: 'message' }, 64);

function region(name: string, at: Expression, more: Partial<Region> = {}): Region {
  const place = { file: 'nowhere.yaml', line: 1, column: name.length };
  return { name, at, size: 0x20, access: 'kept', pointers: new Map(), place, ...more };
}

const anyUse: RegionUse = { inputs: new Map(), given: new Set(), isNarrow: false };

function mapOf(...regions: Region[]): RegionMap {
  return new RegionMap(regions, {
    isMapped: (address, size) => {
      const found = regionAt(address, memory);
      return found !== undefined && found === regionAt(address + BigInt(size) - 1n, memory);
    },
    symbol: () => 0x1_4000_0100n,
    isLoaded: (address) => address >= 0x1_4000_0000n && address < 0x1_4000_1000n,
  });
}

/** The addresses of the regions, and what is in x0 and x2, for a call with sentinels in both. */
function placed(regions: readonly Region[], more: Partial<RegionUse> = {}, x0Value = 7n) {
  const state = createState();
  state.set('x0', x0Value);
  state.set('x2', 9n);
  state.set('tpidr_el2', 0x1_5040_0000n);
  const map = mapOf(...regions);
  const use = { ...anyUse, ...more };
  map.point(state, use);
  const found = map.place(state, use);
  return {
    x0: state.get('x0'),
    x2: state.get('x2'),
    addresses: Object.fromEntries(found.map(({ name, address }) => [name, address])),
    found,
    contents: map.contents(found, use, 1),
  };
}

function problemOf(...regions: Region[]): string {
  try {
    placed(regions);
    return '';
  } catch (error) {
    const [found] = (error as HcallError).diagnostics;
    return `${found?.code} ${found?.place?.line}:${found?.place?.column}`;
  }
}

test('a context begins with a state and an address that its caller can go on with', () => {
  const cells = new Map<RegisterName, ContextCell>([
    ['x0', { offset: 0, size: 8 }],
    ['elr_el2', { offset: 8, size: 8 }],
    ['spsr_el2', { offset: 0x10, size: 4 }],
  ]);
  const { contents } = placed([region('a', x0, { context: { of: 'el0', cells } })]);
  expect(contents.slice(1)).toEqual([
    { address: 0x1_5100_0008n, bytes: Uint8Array.of(0xf0, 0xff, 0x0f, 0x50, 1, 0, 0, 0) },
    { address: 0x1_5100_0010n, bytes: new Uint8Array(4) },
  ]);
});

const inX2 = new Map<string, RegisterName>([['message', 'x2']]);

describe('regions of a call', () => {
  test.each<[string, Region[], Partial<RegionUse>, bigint, bigint]>([
    ['has memory of its own', [region('a', x0)], {}, 0x1_5100_0000n, 9n],
    [
      'lies low for a caller in AArch32 state',
      [region('a', x0)],
      { isNarrow: true },
      0x4050_0000n,
      9n,
    ],
    [
      'lies apart from the copies of others',
      [region('b', message, { size: 0x1001 }), region('a', x0)],
      { inputs: inX2 },
      0x1_5100_3000n,
      0x1_5100_0000n,
    ],
    ['is not there without its input', [region('b', message)], {}, 7n, 9n],
  ])('one %s', (_, regions, use, inX0, inX2Too) => {
    const result = placed(regions, use);
    expect([result.x0, result.x2]).toEqual([inX0, inX2Too]);
    expect(result.addresses['a'] ?? 7n).toBe(inX0);
  });

  test.each<[string, bigint, Record<string, bigint>]>([
    ['leads to memory', 0x4030_0010n, { a: 0x4030_0010n }],
    ['leads nowhere', 0n, {}],
    ['leads to the last byte of memory', 0x4030_ffffn, {}],
  ])('a register that is given a value which %s', (_, value, expected) => {
    const { x0: kept, addresses } = placed([region('a', x0)], { given: new Set(['x0']) }, value);
    expect([kept, addresses]).toEqual([value, expected]);
  });

  test('one at a register that has a value lies there', () => {
    expect(placed([region('vcpu', tpidr)]).addresses).toEqual({ vcpu: 0x1_5040_0000n });
  });

  test('a cell holds the address of another, the rest sentinels', () => {
    const { contents, found } = placed([
      region('a', x0, { pointers: new Map([[8, 'b']]) }),
      region('b', constant(0x4030_0000, 64), { size: 4 }),
    ]);
    expect(found[0]?.pointers).toEqual(new Map([[8, 0x4030_0000n]]));
    expect(contents.map(({ address, bytes }) => [address, bytes.length])).toEqual([
      [0x1_5100_0000n, 0x20],
      [0x1_5100_0008n, 8],
      [0x4030_0000n, 4],
    ]);
    expect([...(contents[1]?.bytes ?? [])]).toEqual([0, 0, 0x30, 0x40, 0, 0, 0, 0]);
    const cells = new BigUint64Array(Uint8Array.from(contents[0]?.bytes ?? []).buffer);
    expect(new Set(cells).size).toBe(4);
    expect([...cells].every((cell) => cell >> 62n === 1n)).toBe(true);
  });

  test('data of the code stay as they are', () => {
    const symbol: Expression = input({ kind: 'symbol', how: 'phys', name: 'data' }, 64);
    const { contents, addresses } = placed([region('a', symbol)]);
    expect([addresses, contents]).toEqual([{ a: 0x1_4000_0100n }, []]);
  });

  test('one that only a later call has holds sentinels from the first one on', () => {
    const { addresses, contents } = placed([region('b', message)]);
    expect([addresses, contents.map(({ address }) => address)]).toEqual([{}, [0x1_5100_0000n]]);
  });

  test.each<[string, Region[], string]>([
    ['at one register', [region('a', x0), region('bb', x0)], 'region-overlap 1:2'],
    [
      'with one byte in common',
      [region('a', tpidr), region('bb', binary('add', tpidr, constant(0x1f, 64)))],
      'region-overlap 1:2',
    ],
    [
      'next to each other',
      [region('a', tpidr), region('bb', binary('add', tpidr, constant(0x20, 64)))],
      '',
    ],
    ['where no memory is', [region('a', constant(0x1000, 64))], 'region-address 1:1'],
    [
      'at a part of a register',
      [region('a', binary('and', x0, constant(0xff, 64)))],
      'region-address 1:1',
    ],
    [
      'of more than there is memory for',
      // Each takes 0x11000 of 0x100000 bytes.
      Array.from({ length: 16 }, (_, index) =>
        region('r'.repeat(index + 1), message, { size: 0x1_0000 }),
      ),
      'region-size 1:16',
    ],
  ])('%s', (_, regions, expected) => {
    expect(problemOf(...regions)).toBe(expected);
  });
});
