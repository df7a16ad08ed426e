import { expect, test } from '@jest/globals';
import { createState } from '../architecture/state.ts';
import type { Flow } from '../flow/flow.ts';
import { newFlowLanguage } from '../flow/following.ts';
import type { Source } from '../flow/source.ts';
import type { BrokenCall, CounterexampleSetting } from './broken-call.ts';
import { shownValues } from './shown-values.ts';

const { builder, sources } = newFlowLanguage();
const flow: Partial<Flow> = {
  builder,
  sources,
  regions: [],
  addressOf: () => undefined,
  base: () => 0x5an,
};
const setting = { session: { nameOfCode: () => undefined } };

const passages = (['function', 'return', 'function', 'firmware'] as const).map((kind, index) => ({
  kind,
  steps: index,
  branch: undefined,
  target: 0n,
  state: createState(),
}));

const bytes = (from: number, count: number): Source[] =>
  Array.from({ length: count }, (_, index) => sources.memory(BigInt(from + index)));

function shown(inputs: readonly Source[], values: readonly bigint[]): string[] {
  const chosen = new Map(values.map((value, index) => [inputs[index] as Source, value]));
  const broken: Partial<BrokenCall> = {
    flow: flow as Flow,
    values: chosen,
    record: { passages } as unknown as BrokenCall['record'],
  };
  return shownValues(setting as unknown as CounterexampleSetting, broken as BrokenCall, inputs).map(
    ({ name, value }) => `${name} = ${value}`,
  );
}

test.each<[string, readonly Source[], readonly bigint[], readonly string[]]>([
  ['a register', [sources.register('vttbr_el2')], [7n], ['VTTBR_EL2 = 0x7']],
  ['what was not chosen', [sources.register('x3')], [], ['x3 = 0x5a']],
  ['a function', [sources.left('x0', 0)], [1n], ['x0 of the function = 0x1']],
  ['flags of the second', [sources.left('pstate', 1)], [8n], ['NZCV of function 2 = 0x8']],
  ['firmware', [sources.left('x1', 2)], [8n], ['x1 of the SMC = 0x8']],
  [
    'a word of a region that a function changes',
    [0n, 1n].map((offset) => sources.leftByte(0x1000n + offset, 0)),
    [0x34n, 0x12n],
    ['its [0x1000, 2] = 0x1234'],
  ],
  ['a word', bytes(0x1000, 4), [0x44n, 0x33n, 0x22n, 0x11n], ['[0x1000, 4] = 0x11223344']],
  ['two doublewords', bytes(0x100f, 2), [1n, 2n], ['[0x100f, 1] = 0x1', '[0x1010, 1] = 0x2']],
  [
    'bytes apart',
    [sources.memory(0x1000n), sources.memory(0x1002n)],
    [1n, 2n],
    ['[0x1000, 1] = 0x1', '[0x1002, 1] = 0x2'],
  ],
])('%s', (_, inputs, values, texts) => {
  expect(shown(inputs, values)).toEqual(texts);
});
