import { expect, test } from '@jest/globals';
import type { TracedInstruction } from '../run/trace-test.ts';
import { traceText } from './trace-text.ts';
import { exampleHeader } from '../testing/report/example-header.ts';

const readSource = (file: string): string | undefined =>
  file === '/c/handler.c' ? 'int f;\n\treturn vcpu->x[1];\n' : undefined;

test('says what a return makes of a trapped instruction', () => {
  const call = { outcome: 'returned', start: [], instructions: [], returns: 'next' } as const;
  const resumption = 'skips the trapped instruction';
  const text = traceText(
    { ...exampleHeader('trace'), id: 'a', calls: [{ ...call, resumption }] },
    false,
  );
  expect(text).toContain('returned (skips the trapped instruction) after 0 instructions');
});

test('shows the line of C that an instruction comes from', () => {
  const instruction = {
    address: '0x140000400',
    symbol: 'handle_call',
    instruction: 'ldr x1, [x0, #8]',
    place: { file: '/c/handler.c', line: 2, column: 9 },
    level: 2,
    changes: [],
    reads: [],
    loads: [],
    stores: [],
  };
  const call = { outcome: 'returned', start: [], instructions: [instruction] };
  const trace = { ...exampleHeader('trace'), id: 'a', calls: [call] };
  const text = traceText(trace, false, readSource);
  expect(text).toContain('ldr x1, [x0, #8]                handler.c:2  return vcpu->x[1];\n');
  expect(traceText(trace, false)).toMatch(/handler\.c:2$/m);
});

test('prints each instruction with what it changed', () => {
  const text = traceText(
    {
      id: 'stub.yaml > set vectors',
      ...exampleHeader('trace'),
      seed: 9,
      calls: [
        {
          outcome: 'returned',
          start: [],
          exception: {
            class: 'Instruction Abort',
            level: 2,
            slot: 'current-spx/sync',
            text: 'exception at EL2: Instruction Abort at 0x900',
          },
          instructions: [
            {
              address: '0x150000000',
              symbol: '0x150000000 (callers)',
              instruction: 'hvc #2',
              level: 1,
              changes: [],
              reads: [],
              loads: [],
              stores: [],
              exception: {
                slot: 'lower-a64/sync',
                vector: '0x140000400',
                syndrome: '0x5a000002',
                class: 'HVC',
                faultAddress: '0x10',
                writes: [],
              },
            },
            {
              address: '0x140000400',
              symbol: 'el1_sync',
              instruction: 'mrs x18, esr_el2',
              place: { file: '/abi/hyp-stub.S', line: 40, column: 2 },
              text: '\tmrs\tx18, esr_el2',
              level: 2,
              changes: [{ register: 'x18', before: '0x1', after: '0x5a000002' }],
              reads: [],
              loads: [],
              stores: [{ address: '0x150700000', size: 8, before: '0x0', after: '0x7' }],
            },
          ],
        },
      ],
    },
    false,
  );
  expect(text).toBe(`\
stub.yaml > set vectors

EL1
  0x150000000 (callers)   hvc #2
      exception to lower-a64/sync at 0x140000400, syndrome 0x5a000002 (HVC), fault address 0x10
EL2
  0x140000400 <el1_sync>  mrs x18, esr_el2                hyp-stub.S:40  mrs x18, esr_el2
      x18 0x1 -> 0x5a000002
      8 bytes at 0x150700000 0x0 -> 0x7
returned after 2 instructions
exception at EL2: Instruction Abort at 0x900

seed 9
`);
});

const step = (instruction: string, changes: TracedInstruction['changes']): TracedInstruction => ({
  address: '0x10',
  symbol: 'f',
  instruction,
  level: 2,
  reads: [],
  loads: [],
  changes,
  stores: [],
});

test('prints what values were made of, and what no instruction did', () => {
  const text = traceText(
    {
      id: 'a',
      seed: 1,
      calls: [
        {
          start: [],
          instructions: [
            step('add x9, x2, #4', [
              { register: 'x9', before: '0x0', after: '0x9', source: 'x2 + 0x4' },
            ]),
            // A number, and PSTATE, say themselves what they are.
            step('mov x9, #1', [{ register: 'x9', before: '0x9', after: '0x1', source: '0x1' }]),
            step('cmp x2, #0', [
              { register: 'pstate', before: '0x0', after: '0x9', source: 'NZCV << 0x1c' },
            ]),
          ],
          passages: [
            {
              steps: 1,
              kind: 'function',
              at: 'helper',
              changes: [
                { register: 'x0', before: '0x1', after: '0x6', source: 'x2 + 0x1' },
                ...['x1', 'x2', 'x3', 'x30'].map((register) => ({
                  register,
                  before: '0x1',
                  after: '0x2',
                  source: `its ${register}`,
                  anything: true as const,
                })),
              ],
              stores: [
                {
                  address: '0x20',
                  size: 8,
                  before: '0x0',
                  after: '0x5',
                  source: { address: 'SP_EL2 - 0x8', value: 'x2' },
                },
              ],
            },
          ],
          unknown: 'unknown: it accesses memory with the MMU on',
          outcome: 'returned',
        },
      ],
    },
    false,
  );
  expect(text).toBe(`a

EL2
  0x10 <f>  add x9, x2, #4
      x9 0x0 -> 0x9  = x2 + 0x4
  helper comes back, whose code is not there
      leaves anything in x1-x3, x30
      x0 0x1 -> 0x6  = x2 + 0x1
      8 bytes at 0x20 0x0 -> 0x5  = x2
  0x10 <f>  mov x9, #1
      x9 0x9 -> 0x1
  0x10 <f>  cmp x2, #0
      pstate 0x0 -> 0x9
returned after 3 instructions
where values come from is unknown: it accesses memory with the MMU on

seed 1
`);
});
