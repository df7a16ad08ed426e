import { describe, expect, test } from '@jest/globals';
import { HcallError } from '../diagnostics/diagnostic.ts';
import { SourceText } from './document/source.ts';
import type { Abi } from './abi.ts';
import { printExpected } from './expression-print.ts';
import { readAbi } from './load.ts';
import type { Behaviour, StandInAct } from './stand-in.ts';

const top = `selector: immediate
operations: { GET: { number: 1 } }
vectors: { stub: { files: [a.S], table: t } }
regions: { vcpu: { at: tpidr_el2, size: 0x100 } }
constants: { SIX: 6 }
`;

function abiOf(yaml: string): Abi {
  return readAbi(new SourceText('/abi/abi.yaml', top + yaml), '/abi', (path) =>
    ['/abi/a.S', '/abi/helper.S'].includes(path),
  );
}

/** `code line:column` of each mistake; lines count from what is added to the top. */
function mistakes(yaml: string): string[] {
  try {
    abiOf(yaml);
    return [];
  } catch (error) {
    return error instanceof HcallError
      ? error.diagnostics.map(
          ({ code, place }) => `${code} ${(place?.line ?? 0) - 5}:${place?.column}`,
        )
      : [String(error)];
  }
}

function shownBehaviour({ returns, stores, changes, isInterrupted }: Behaviour): string {
  return [
    ...[...returns].map(([name, { value }]) => `${name} = ${printExpected(value)}`),
    ...stores.map(
      ({ address, size, value }) =>
        `[${printExpected(address)}, ${size}] = ${printExpected(value)}`,
    ),
    ...changes.map(({ value }) => `changes ${value}`),
    ...(isInterrupted ? ['interrupted'] : []),
  ].join('; ');
}

function shown(act: StandInAct): string {
  switch (act.kind) {
    case 'function':
      return `function ${act.changed ?? 'of the table'}: ${shownBehaviour(act.behaviour)}`;
    case 'stop':
      return `stop ${act.outcome}`;
    case 'data':
      return `data ${[...act.bytes].join(' ')}`;
    case 'value':
      return `value ${act.value}`;
    case 'code':
      return `code ${act.file}`;
  }
}

describe('a stand-in', () => {
  test.each([
    ['f: function', 'function of the table: '],
    ['f: stop', 'stop called'],
    ['f: { stop: panicked }', 'stop panicked'],
    ['f: { function: general }', 'function general: '],
    ['f: { returns: 0x10 }', 'function of the table: x0 = 0x10'],
    [
      'f: { function: all, returns: { x0: 1, x1: after.x1 + 8, v0: x2 } }',
      'function all: x0 = 0x1; x1 = after.x1 + 0x8; v0 = x2',
    ],
    [
      'f: { stores: [{ address: after.x0 + 8, values: [1, abi.SIX], size: 4 }], changes: [vcpu], interrupted: true }',
      'function of the table: [after.x0 + 0x8, 4] = 0x1; [after.x0 + 0xc, 4] = 0x6; changes vcpu; interrupted',
    ],
    ['f: { interrupted: false }', 'function of the table: '],
    ['f: { value: abi.GET + 1 }', 'value 2'],
    ['f: { data: 3 }', 'data 0 0 0'],
    ['f: { data: 4, value: 0x1020304 }', 'data 4 3 2 1'],
    ['f: { data: 10, value: 0x8070605040302010 }', 'data 16 32 48 64 80 96 112 128 0 0'],
    ['f: { data: 5, values: [0x102, 3], size: 2 }', 'data 2 1 3 0 0'],
    ['f: { code: helper.S }', 'code /abi/helper.S'],
  ])('%s', (yaml, expected) => {
    const { standIns } = abiOf(`stubs:\n  ${yaml}\n`);
    expect(standIns.map(({ act }) => shown(act))).toEqual([expected]);
    expect(standIns).toMatchObject([{ symbol: 'f', place: { line: 7, column: 3 } }]);
  });

  test.each([
    ['f: func', ['unknown-stub 2:6']],
    ['f: return', ['unknown-stub 2:6']],
    ['f: {}', ['unknown-stub 2:6']],
    ['f: { returns: 1, stop: called }', ['unknown-stub 2:6']],
    ['f: { value: 1, values: [1] }', ['unknown-stub 2:6']],
    ['f: { data: 8, returns: 1 }', ['unknown-stub 2:6']],
    ['f: { code: helper.S, value: 1 }', ['unknown-stub 2:6']],
    ['f: { retruns: 1 }', ['unknown-key 2:8']],
    ['f: { function: some }', ['unknown-function 2:18']],
    ['f: { stop: panic }', ['unknown-outcome 2:14']],
    ['f: { returns: { x31: 1 } }', ['unknown-register 2:19']],
    ['f: { returns: { pc: 1 } }', ['fixed-register 2:19']],
    ['f: { returns: for.value }', ['unknown-row-value 2:17']],
    [
      'f: { changes: [vpcu], stores: [{ address: 0, size: 3, value: 1 }] }',
      ['unknown-region 2:18', 'memory-size 2:54'],
    ],
    ['f: { stores: [{ address: 0 }] }', ['memory-value 2:17']],
    ['f: { interrupted: 1 }', ['not-a-boolean 2:21']],
    ['f: { data: 0 }', ['data-size 2:14']],
    ['f: { data: 0x10001 }', ['data-size 2:14']],
    ['f: { data: 8, value: 1, values: [1] }', ['memory-value 2:6']],
    ['f: { data: 8, values: [1, 2] }', ['data-size 2:6']],
    ['f: { data: 1, value: 256 }', ['integer-out-of-range 2:24']],
    ['f: { data: 8, value: x0 }', ['not-constant 2:24']],
    ['f: { code: other.S }', ['named-file-not-found 2:14']],
    ["'*': function", ['unknown-stub 2:8']],
    ["'*': { stop: called }", ['unknown-stub 2:8']],
    ['f: stop\n  f: stop', ['duplicate-key 3:3']],
  ])('%s is a mistake', (yaml, expected) => {
    expect(mistakes(`stubs:\n  ${yaml}\n`)).toEqual(expected);
  });

  test.each(['stop', 'return'])('%s for all others', (act) => {
    expect(abiOf(`stubs: { '*': ${act}, f: stop }\n`)).toMatchObject({
      standIns: [{ symbol: 'f' }],
      otherSymbols: { act, place: { line: 6, column: 10 } },
    });
  });
});

function calls(yaml: string): string[] {
  const { firmware } = abiOf(`smc: ${yaml}\n`);
  return [...(firmware?.calls ?? [])].map(([id, call]) =>
    call.kind === 'stop'
      ? `${id}: stop ${call.outcome}`
      : `${id}: ${call.convention} ${shownBehaviour(call.behaviour)}`,
  );
}

describe('firmware', () => {
  test.each([
    ['{ returns: { x0: 0 } }', ['undefined: 1.0 x0 = 0x0']],
    ["{ convention: '1.1' }", ['undefined: 1.1 ']],
    ['{ stop: panicked }', ['undefined: stop panicked']],
    [
      "{ 0x84000000: { returns: 0x10001 }, 0x80008000: { returns: 0, convention: '1.1' }, '*': stop }",
      ['2214592512: 1.0 x0 = 0x10001', '2147516416: 1.1 x0 = 0x0', 'undefined: stop smc'],
    ],
    ['{ abi.SIX: { stop: halted } }', ['6: stop halted']],
  ])('%s', (yaml, expected) => {
    expect(calls(yaml)).toEqual(expected);
  });

  test.each([
    ['{ 0x1_0000_0000: stop }', ['integer-out-of-range 1:8']],
    ['{ 1: stop, 0x1: stop }', ['unknown-firmware 1:17']],
    ['{ 1: return }', ['unknown-firmware 1:11']],
    ['{ 1: { retruns: 0 } }', ['unknown-key 1:13']],
    ['{ returns: 0, 1: stop }', ['unknown-key 1:20']],
    ['{ 1: { stop: called, returns: 0 } }', ['unknown-firmware 1:27']],
    ["{ convention: '1.2' }", ['unknown-convention 1:20']],
    ['{ stop: gone }', ['unknown-outcome 1:14']],
    ['{ changes: [gone] }', ['unknown-region 1:18']],
  ])('%s is a mistake', (yaml, expected) => {
    expect(mistakes(`smc: ${yaml}\n`)).toEqual(expected);
  });
});

test.each([
  ['', 'all'],
  [', function: general', 'general'],
])('a table calls functions%s', (more, expected) => {
  const source = new SourceText('/abi/abi.yaml', top.replace('table: t', `table: t${more}`));
  const abi = readAbi(source, '/abi', () => true);
  expect(abi.vectors.get('stub')?.functions).toBe(expected);
});
