import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createAssembler } from '../assembler/assemble.ts';
import { createDisassembler } from '../disassembler/disassembler.ts';
import { AbiLibrary } from '../abi/library.ts';
import { loadFixture } from '../fixture/load.ts';
import type { Test } from '../fixture/test.ts';
import { bundledAbiFolder } from '../installation.ts';
import { CheckedMachine, MachineChecker } from '../machine/checked-machine.ts';
import { createMachine } from '../machine/unicorn/unicorn-machine.ts';
import { createImaginaryMachine } from '../testing/machine/engines.ts';
import type { Mistake } from '../testing/machine/planted-machine.ts';
import { asSecond, withMistake } from '../testing/machine/planted-machine.ts';
import { SessionBuilder } from './build.ts';
import { runTest } from './run-test.ts';
import type { Tools } from './tools.ts';

const path = 'fixtures/immediate/stub.yaml';
let own: Test;
/** Tools whose machine makes the mistake while `isWrong`, checked with a right one. */
let tools: Tools;
let mistake: Mistake = () => {};

function wrongMachine(): ReturnType<typeof createMachine> {
  return withMistake(createMachine(), (out, machine) => mistake(out, machine));
}

beforeAll(async () => {
  const { fixture } = loadFixture(path, { abis: new AbiLibrary([bundledAbiFolder]) });
  own = fixture.tests.find(({ name }) => name.startsWith('HVC_GET_VECTORS')) as Test;
  const checker = new MachineChecker();
  const builder = new SessionBuilder({
    assembler: await createAssembler(),
    createMachine: () =>
      new CheckedMachine(wrongMachine(), asSecond(createImaginaryMachine()), checker),
    includes: [],
    defines: [],
  });
  const disassembler = await createDisassembler();
  const engines = { engine: { name: 'unicorn', version: '2.0.1' } } as const;
  tools = { builder, engines, execute: { seed: 1, budget: 1000, disassembler, checker } };
});
afterAll(() => tools.builder.close());

test('a call on which both engines agree', () => {
  mistake = () => {};
  const { verdict, findings, engineCheck } = runTest(own, tools, () => 0);
  expect({ verdict, findings, engineCheck }).toEqual({
    verdict: 'pass',
    findings: [],
    engineCheck: { compared: 1, deviations: {}, refusals: [] },
  });
});

const wrongEsr: Mistake = ({ entry }) => entry.set('esr_el2', 0x5a00_0007n);

test.each([
  ['a test', {}],
  ['a test that is expected to fail', { xfail: 'for another reason' }],
])('%s fails where the engines differ, with both values', (_, other) => {
  mistake = wrongEsr;
  const { verdict, findings } = runTest({ ...own, ...other }, tools, () => 0);
  expect(verdict).toBe('fail');
  expect(findings[0]).toEqual({
    code: 'engines-differ',
    subject: { kind: 'register', register: 'esr_el2' },
    message: 'the second engine saw another esr_el2 at the entry to EL2',
    expected: '0x5a000001',
    found: '0x5a000007',
  });
});

test('many differences are reported in few findings', () => {
  mistake = ({ after }) => {
    for (let number = 0; number < 10; number += 1) {
      after.set(`v${number}` as 'v0', 1n);
    }
  };
  const differing = runTest(own, tools, () => 0).findings.filter(
    ({ code }) => code === 'engines-differ',
  );
  expect([differing.length, differing.at(-1)?.message]).toEqual([
    8,
    'the second engine saw another v7 at the end; and 2 more differences',
  ]);
});
