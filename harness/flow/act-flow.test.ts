import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Behaviour } from '../abi/stand-in.ts';
import { changedByFirmware, changedByFunction } from '../architecture/call-changes.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { Act, Acts } from '../calls/act.ts';
import { plainActs } from '../calls/act.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { memoryMap } from '../calls/memory-map.ts';
import type { PlacedRegion } from '../calls/placed-region.ts';
import { binary, constant, wordWidth } from '../expression/expression.ts';
import {
  atEntry,
  beforeCall,
  exampleAct,
  examplePlace,
  placed,
  returning,
} from '../testing/calls/example-act.ts';
import type { BenchCall, Values } from '../testing/flow/bench.ts';
import { Bench, eret, isFixed, places } from '../testing/flow/bench.ts';
import { engines } from '../testing/machine/engines.ts';
import { choose, chosenCall } from './chosen-call.ts';
import type { Flow } from './flow.ts';
import { follow } from './follow.ts';
import { printValue } from './print.ts';
import { disagreement, secondCall } from './second-call.ts';
import type { Source } from './source.ts';
import { widthOfSource } from './source.ts';

const data = memoryMap.data.address;

const regions: readonly PlacedRegion[] = [
  { name: 'context', address: data, size: 16, access: 'kept', pointers: new Map() },
];

/** GNU as: blr x0, with x30 kept on the stack. */
const call = [0xf81f0ffe, 0xd63f0000, 0xf84107fe];
const load = 0xf9400041; // ldr x1, [x2]
const smc = 0xd4000003;

let bench: Bench;
let made: BenchCall;

function followed(
  acts: Acts,
  code: readonly number[],
  values: Values,
): { readonly flow: Flow; readonly record: CallRecord } {
  made = bench.prepare({ vector: [...code, eret], values, acts, regions });
  const record = made.step();
  return { flow: follow(record, { isFixed, scrambled: new Set(), regions }), record };
}

function text(flow: Flow, register: RegisterName): string {
  return printValue(flow, flow.after.register(register), () => undefined);
}

/** Where a call with all other inputs that can be chosen does not do what the flow says. */
function wrongSecond({ flow, record }: ReturnType<typeof followed>): string | undefined {
  const proposals = new Map(
    flow.sources
      .all()
      .filter(({ kind }) => kind === 'left' || kind === 'left-byte' || kind === 'memory')
      .map((source, index): [Source, bigint] => {
        const width = widthOfSource(source);
        return [source, BigInt.asUintN(width, ~flow.base(source, width) ^ BigInt(index))];
      }),
  );
  const other = secondCall(flow, proposals);
  const chosen = chosenCall(other.changed);
  const second = made.run({
    ...chosen,
    state: choose(made.state.clone(), chosen),
    watch: 'nothing',
    immediate: 7,
  });
  return disagreement(flow, record, other, second);
}

function act(behaviour: Partial<Behaviour>, changed = changedByFunction.all): Act {
  return exampleAct(changed, behaviour);
}

const at = (offset: bigint): ReturnType<typeof atEntry> =>
  binary('add', atEntry('x2'), constant(offset, wordWidth));

describe.each(engines)('on %s', (_engine, create) => {
  beforeAll(() => {
    bench = new Bench(create);
  });
  afterAll(() => bench.close());

  test.each<[string, Partial<Behaviour>, readonly number[], RegisterName, string]>([
    ['a result', { returns: returning({ x0: beforeCall('x5') }) }, call, 'x0', 'x5'],
    ['another one', { returns: returning({ x3: atEntry('x2') }) }, call, 'x3', 'x2'],
    ['what else it leaves', { returns: returning({ x0: 0n }) }, call, 'x9', 'its x9'],
    ['a vector register', {}, call, 'v3', 'its v3'],
    ['the upper half of one that it keeps', {}, call, 'v8', 'concat(its v8, v8[63:0])'],
    [
      'what it stored',
      {
        returns: returning({ x2: atEntry('x2') }),
        stores: [{ address: at(0n), value: beforeCall('x6'), size: 8, place: examplePlace }],
      },
      [...call, load],
      'x1',
      'x6',
    ],
    [
      'what a region holds that it changes',
      { returns: returning({ x2: atEntry('x2') }), changes: [placed('context')] },
      [...call, load],
      'x1',
      'its [context]',
    ],
    [
      'a store into a region that it changes',
      {
        returns: returning({ x2: atEntry('x2') }),
        changes: [placed('context')],
        stores: [{ address: at(4n), value: constant(5n, wordWidth), size: 4, place: examplePlace }],
      },
      [...call, load],
      'x1',
      'its [context + 0x3, 1] << 0x18 | its [context + 0x2, 1] << 0x10 | its [context + 0x1, 1] << 0x8 | its [context, 1] | 0x500000000',
    ],
  ])('%s', (_what, behaviour, code, register, expected) => {
    const found = followed(plainActs(act(behaviour)), code, { x0: places.callee, x2: data });
    expect([text(found.flow, register), wrongSecond(found)]).toEqual([expected, undefined]);
  });

  test('where it stores is a condition of the way', () => {
    const stores = [
      { address: at(8n), value: constant(1n, wordWidth), size: 8, place: examplePlace },
    ];
    const { flow } = followed(plainActs(act({ stores } as Partial<Behaviour>)), call, {
      x0: places.callee,
      x2: data,
    });
    const addresses = flow.conditions.filter(({ kind }) => kind === 'address');
    expect(
      addresses.map(({ expression }) => printValue(flow, expression, () => undefined)),
    ).toContain(`x2 = 0x${data.toString(16)}`);
  });

  test.each<[string, bigint, readonly [boolean, boolean][], string]>([
    ['the first id', 0x8400_0000n, [[true, true]], '0x1'],
    [
      'the second one',
      5n,
      [
        [true, false],
        [true, true],
      ],
      '0x2',
    ],
    [
      'any other',
      6n,
      [
        [true, false],
        [true, false],
      ],
      '0x3',
    ],
  ])('an SMC with %s goes a way of its own', (_what, id, conditions, result) => {
    const answer = (value: bigint): Act =>
      act({ returns: returning({ x0: value }) }, changedByFirmware['1.1']);
    const firmware = new Map<bigint | undefined, Act>([
      [undefined, answer(3n)],
      [0x8400_0000n, answer(1n)],
      [5n, answer(2n)],
    ]);
    const found = followed({ ...plainActs(act({})), firmware }, [smc], { x0: id });
    const own = found.flow.conditions.filter(({ kind }) => kind === 'control');
    const { builder } = found.flow;
    const isOfX0 = (expression: (typeof own)[number]['expression']): boolean =>
      [...builder.inputsOf(expression)].some(
        (source) => 'register' in source && source.register === 'x0',
      );
    expect(own.map(({ expression, holds }) => [isOfX0(expression), holds])).toEqual(conditions);
    expect([text(found.flow, 'x0'), text(found.flow, 'x4')]).toEqual([result, 'x4']);
    expect(wrongSecond(found)).toBeUndefined();
  });
});
