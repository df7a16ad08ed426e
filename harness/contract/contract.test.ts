import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundledAbiFolder } from '../installation.ts';
import { contract } from './contract.ts';
import type { ContractResult } from './result.ts';

/** ABIs of their own. */
const examples = fileURLToPath(new URL('../testing/contract/', import.meta.url));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'contract-'));
  cpSync(bundledAbiFolder, folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

function contractOf(name: string, abiFolder = bundledAbiFolder): Promise<ContractResult> {
  return contract({
    vectors: { names: [name], cwd: '/', abiFolders: [abiFolder] },
    tools: { seed: 5, includes: [], defines: [] },
    jobs: 1,
  });
}

/** Of test material in place of the immediate ABI's stub. */
function contractOfFile(file: string): Promise<ContractResult> {
  return contract({
    vectors: {
      names: [file],
      abi: 'immediate',
      table: '__hyp_stub_vectors',
      cwd: fileURLToPath(new URL('../testing/', import.meta.url)),
      abiFolders: [bundledAbiFolder],
    },
    tools: { seed: 5, includes: [], defines: [] },
    jobs: 1,
  });
}

/** Changes a file of the copy of asm/. */
function edit(file: string, from: string, to: string): void {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  if (!text.includes(from)) {
    throw new Error(`'${from}' is not in ${file}`);
  }
  writeFileSync(path, text.replace(from, to));
}

describe('the measured contract of immediate', () => {
  let result: ContractResult;
  beforeAll(async () => {
    result = await contractOf('immediate');
  });

  const entryOf = (table: string, operation: string, caller = 'host') =>
    result.entries.find(
      (entry) =>
        entry.table === table && entry.operation === operation && entry.measured.caller === caller,
    )?.measured;

  test.each([
    ['stub', 'HVC_GET_VECTORS', []],
    ['stub', 'HVC_SET_VECTORS', ['x0']],
    ['stub', 'any other immediate', []],
    ['kvm', 'HVC_GET_VECTORS', ['vttbr_el2']],
    ['kvm', 'HVC_CALL_HYP', ['x0', 'x1', 'x2', 'x3', 'vttbr_el2']],
  ])('finds what %s %s depends on', (table, operation, inputs) => {
    expect(entryOf(table, operation)?.inputs).toEqual(inputs);
  });

  test('finds who changes what', () => {
    const changes = entryOf('stub', 'HVC_GET_VECTORS')?.changes.map(
      ({ register, value, by }) => `${register} = ${value}: ${by?.replace(/^.*:\d+: /, '')}`,
    );
    expect(changes).toEqual([
      'x0 = VBAR_EL2: mrs x0, vbar_el2',
      'x17 = 0x16: lsr x17, x18, #ESR_ELx_EC_SHIFT',
      'x18 = immediate: and x18, x18, #ESR_ELx_ISS_MASK',
    ]);
  });

  test.each([
    ['stub', 'lower-a64/sync', 'trapped SMC', 'executes the trapped instruction again', [], 0],
    ['stub', 'lower-a64/sync', 'SVC', 'nothing', [], 0],
    ['stub', 'lower-a32/irq', 'IRQ', 'spins at el1_irq_invalid', [], 0],
    ['stub', 'current-spx/serror', 'SError', 'spins at el2_error_invalid', [], 0],
    ['kvm', 'lower-a64/sync', 'trapped SMC', 'guest exit, code 1', [], 32],
    [
      'kvm',
      'lower-a64/sync',
      'data abort, permission fault',
      'guest exit, code 1',
      ['at s1e1r', 'isb', 'msr par_el1'],
      32,
    ],
    [
      'kvm',
      'lower-a64/sync',
      'instruction abort, permission fault, not translated any more',
      'executes the trapped instruction again',
      ['at s1e1r', 'isb', 'msr par_el1'],
      32,
    ],
    ['kvm', 'lower-a64/irq', 'IRQ', 'guest exit, code 0', [], 32],
    ['kvm', 'lower-a32/sync', 'trapped MRC p15', 'guest exit, code 1', [], 32],
    ['stub', 'lower-a32/sync', 'SVC', 'spins at el1_sync_invalid', [], 0],
    ['kvm', 'current-sp0/sync', 'data abort of EL2', 'panics at __hyp_panic', [], 0],
  ])('walks %s, %s: %s', (table, slot, exception, name, events, stack) => {
    const found = result.exceptions.find(
      (one) => one.table === table && one.slot === slot && one.exception === exception,
    );
    expect(found?.measured).toMatchObject({ name, events, stack });
  });

  test('enters every slot', () => {
    const slots = new Set(result.exceptions.map(({ table, slot }) => `${table} ${slot}`));
    expect([...slots].filter((slot) => slot.startsWith('kvm'))).toHaveLength(16);
  });

  test('reports where a permission fault leaves the page that it computes', () => {
    const found = result.exceptions.find(
      ({ table, exception }) => table === 'kvm' && exception === 'data abort, permission fault',
    );
    expect(found?.measured.stores).toContain(
      '8 bytes at TPIDR_EL2 + 0x110 = FAR_EL2[43:12] << 0x4',
    );
  });

  test('finds the events and the memory', () => {
    expect(entryOf('stub', 'HVC_SET_VECTORS')?.events).toEqual(['msr vbar_el2']);
    expect(entryOf('kvm', 'HVC_CALL_HYP', 'guest')).toMatchObject({
      name: 'guest exit, code 1',
      stack: 32,
      slot: 'lower-a64/sync',
    });
    expect(entryOf('kvm', 'HVC_CALL_HYP', 'guest')?.stores).toContain(
      '4 bytes at TPIDR_EL2 + 0x100 = ESR_EL2[31:0]',
    );
  });

  test('has no finding', () => {
    expect(result.findings).toEqual([]);
  });

  test('has results as abi.yaml would write them', () => {
    const found = result.entries
      .filter(({ declared }) => declared !== undefined)
      .map(({ table, operation, values, declared }) => [
        `${table} ${operation}`,
        ...values
          .filter(({ register }) => declared?.results.some((one) => one.register === register))
          .map(({ register, value, notation }) => `${register}: ${notation ?? `any, ${value}`}`),
      ]);
    expect(found).toEqual([
      ['stub HVC_CALL_HYP'],
      ['stub HVC_GET_VECTORS', 'x0: vbar_el2'],
      ['stub HVC_SET_VECTORS', 'vbar_el2: x0 & 0xfffffffffffff800'],
      ['kvm HVC_CALL_HYP', 'x0: any, its result'],
      ['kvm HVC_GET_VECTORS', 'x0: vbar_el2'],
      ['kvm HVC_SET_VECTORS', 'x0: any, its result'],
    ]);
  });

  test('notes inputs that make no difference', () => {
    expect(result.notes.map(({ register, operation }) => `${operation} ${register}`)).toEqual([
      'HVC_CALL_HYP x1',
      'HVC_CALL_HYP x2',
      'HVC_CALL_HYP x3',
    ]);
  });
});

test('reports what becomes of a trapped instruction', async () => {
  const { exceptions } = await contractOfFile('sweep/hostile/skips.S');
  const found = exceptions
    .filter(({ slot }) => slot === 'lower-a64/sync')
    .map(({ exception, measured }) => `${exception}: ${measured.name} (${measured.returns})`);
  expect(found).toEqual(
    expect.arrayContaining([
      'trapped SMC: skips the trapped instruction (next)',
      'BRK: executes the trapped instruction again (again)',
      'SVC: nothing (next)',
    ]),
  );
});

test('reports the exception on the way of a call', async () => {
  const { entries } = await contractOfFile('run/second-exception/faults.S');
  const found = entries.find(
    ({ operation, measured }) => operation === 'HVC_GET_VECTORS' && measured.caller === 'host',
  );
  expect(found?.measured).toMatchObject({
    name: 'exception at EL2: Data Abort at el1_sync+0x4c, spins at el2_sync_invalid',
    exception: { class: 'Data Abort', by: { instruction: 'ldr x17, [x0]', place: { line: 19 } } },
  });
});

/** `x17 by lsr x17, ...: HVC_GET_VECTORS host` of each finding, in which blanks are one. */
function findingTexts({ findings }: ContractResult): string[] {
  return findings.map(({ code, subject, by, way, caller, slot }) => {
    const about = subject.kind === 'register' ? subject.register : subject.kind;
    const text = by?.text?.replaceAll(/\s+/g, ' ').trim() ?? by?.instruction ?? 'nothing';
    return `${code} ${about} by ${text}: ${way} ${slot ?? caller}`;
  });
}

describe('a declaration that does not fit', () => {
  test('is a finding when it is too narrow, with the instruction', async () => {
    edit('immediate/abi.yaml', 'handler: [x17, x18]', 'handler: [x18]');
    expect(findingTexts(await contractOf('immediate/stub', folder))).toContain(
      'broken-clobber-contract x17 by lsr x17, x18, #ESR_ELx_EC_SHIFT: HVC_GET_VECTORS host',
    );
  });

  test('is a finding when a guest is answered, though the table distinguishes it from the host', async () => {
    edit('immediate-early/hyp-stub.S', 'cbnz	x9, .Lreturn', 'cbnz	x9, .Lgo_on\n.Lgo_on:');
    const found = findingTexts(await contractOf('immediate-early/stub', folder));
    expect(found.filter((text) => text.includes('vbar_el2'))).toEqual([
      'broken-clobber-contract x0 by mrs x0, vbar_el2: HVC_GET_VECTORS guest',
      'broken-clobber-contract vbar_el2 by msr vbar_el2, x0 // ERET is the barrier it needs: HVC_SET_VECTORS guest',
    ]);
  });

  test('is a finding when a result is not delivered', async () => {
    edit('function-id/abi.yaml', '    results: { x0: 0 }', '    results: { x0: 1 }');
    expect(findingTexts(await contractOf('function-id/stub', folder))).toContain(
      'wrong-value x0 by mov x0, #0: HVC_RESET_VECTORS host',
    );
  });

  test('is a finding when a call does not come back', async () => {
    edit('function-id-4.7/abi.yaml', '    outcome: jumped\n    calls: entry\n', '');
    expect(findingTexts(await contractOf('function-id-4.7/stub', folder))).toContain(
      'wrong-outcome outcome by br x4: HVC_SOFT_RESTART host',
    );
  });

  test('is a note when it is too wide', async () => {
    edit('x0/abi.yaml', '    clobbers: [x1]\n', '    clobbers: [x1, x2]\n');
    const { notes } = await contractOf('x0/stub', folder);
    expect(notes.filter(({ what }) => what === 'clobber')).toEqual([
      { what: 'clobber', table: 'stub', operation: 'any operation', register: 'x2' },
    ]);
  });

  test('is a finding when the code reads a register that no caller sets', async () => {
    edit('x0/hyp-stub.S', 'cbnz	x0, .Lset_vectors', 'cbnz	x8, .Lset_vectors');
    expect(findingTexts(await contractOf('x0/stub', folder))).toContain(
      'undeclared-input x8 by cbnz x8, .Lset_vectors: HVC_GET_VECTORS host',
    );
  });

  test('is a finding when the code stores over the live frame', async () => {
    const shift = 'lsr	x17, x18, #ESR_ELx_EC_SHIFT';
    edit('immediate/hyp-stub.S', shift, `str	x9, [sp, #0x20]\n\t${shift}`);
    const found = findingTexts(await contractOf('immediate/stub', folder));
    expect(found).toEqual(
      expect.arrayContaining([
        'wrong-memory memory by str x9, [sp, #0x20]: HVC_GET_VECTORS host',
        'wrong-memory memory by str x9, [sp, #0x20]: trapped SMC lower-a64/sync',
      ]),
    );
  });
});

/** Of test material that is an ABI of its own. */
function contractOfExample(name: string, define: string): Promise<ContractResult> {
  return contract({
    vectors: { names: [name], cwd: '/', abiFolders: [examples] },
    tools: { seed: 5, includes: [], defines: [define] },
    jobs: 1,
  });
}

const second = '0x84000002 is the number of no operation';
const upper = 'the call depends on x0[63:32], which is no part of its number';

describe('a number that is no operation’s', () => {
  test.each([
    ['none', 'NONE', undefined, undefined],
    ['compared', 'COMPARED', second, 'b.eq off'],
    ['subtracted', 'SUBTRACTED', second, 'b.eq off'],
    ['in a table', 'TABLE', second, 'br x10'],
    ['compared with its upper half', 'UPPER_HALF', upper, 'b.eq version'],
  ])('that answers: %s', async (_, define, message, text) => {
    const { findings, failures } = await contractOfExample('numbers', define);
    const own = findings.find(({ caller }) => caller === 'host');
    expect([own?.message.includes(message ?? '?'), own?.by?.text?.trim(), failures]).toEqual([
      message === undefined ? undefined : true,
      text?.replace(' ', '\t'),
      [],
    ]);
  });

  test('in an immediate, and what interrupts may not change', async () => {
    expect(findingTexts(await contractOfExample('immediates', 'BROKEN')).toSorted()).toEqual([
      // Its ISS is 7, and nothing looks at its class.
      'broken-clobber-contract x0 by hidden: mov x0, #0: instruction abort, translation fault lower-a64/sync',
      'broken-clobber-contract x17 by mov x17, #1: IRQ lower-a64/irq',
      'broken-clobber-contract x17 by mov x17, #1: data abort of EL2 current-spx/sync',
      'undeclared-operation x0 by b.eq hidden: any other immediate guest',
      'undeclared-operation x0 by b.eq hidden: any other immediate host',
    ]);
  });
});

test('vectors that never read the syndrome take every exception for a call', async () => {
  const { notes, findings } = await contractOfExample('numbers', 'NONE');
  expect([notes.filter(({ what }) => what === 'syndrome'), findings]).toEqual([
    [{ what: 'syndrome', table: 'plain', operation: 'lower-a64/sync', register: 'esr_el2' }],
    [],
  ]);
});
