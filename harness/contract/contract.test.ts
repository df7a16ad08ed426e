import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundledAbiFolder } from '../installation.ts';
import { contract } from './contract.ts';
import type { ContractResult } from './contract.ts';

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
      '8 bytes at TPIDR_EL2 + 0x110 = AT(FAR_EL2, HCR_EL2, VTCR_EL2, VTTBR_EL2, SCTLR_EL1, ' +
        'TCR_EL1, TTBR0_EL1, TTBR1_EL1, MAIR_EL1)[47:12] << 0x4',
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
    expect(result.remarks.filter(({ severity }) => severity === 'finding')).toEqual([]);
  });

  test('notes inputs that make no difference', () => {
    expect(result.remarks.map(({ register, operation }) => `${operation} ${register}`)).toEqual([
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

describe('a declaration that does not fit', () => {
  test('is a finding when it is too narrow, with the instruction', async () => {
    edit('immediate/abi.yaml', 'handler: [x17, x18]', 'handler: [x18]');
    const { remarks } = await contractOf('immediate/stub', folder);
    const found = remarks.filter(({ severity }) => severity === 'finding');
    expect(new Set(found.map(({ what, register }) => `${what} ${register}`))).toEqual(
      new Set(['clobber x17']),
    );
    expect(found[0]?.by).toContain('lsr x17, x18, #ESR_ELx_EC_SHIFT');
  });

  test('is a note when it is too wide', async () => {
    edit('x0/abi.yaml', '    clobbers: [x1]\n', '    clobbers: [x1, x2]\n');
    const { remarks } = await contractOf('x0/stub', folder);
    expect(remarks.filter(({ what }) => what === 'clobber')).toEqual([
      {
        severity: 'note',
        what: 'clobber',
        table: 'stub',
        operation: 'any operation',
        register: 'x2',
      },
    ]);
  });

  test('is a finding when the code reads a register that no caller sets', async () => {
    edit('x0/hyp-stub.S', 'cbnz	x0, .Lset_vectors', 'cbnz	x8, .Lset_vectors');
    const { remarks } = await contractOf('x0/stub', folder);
    expect(
      remarks
        .filter(({ severity, what }) => severity === 'finding' && what === 'input')
        .map(({ operation, register }) => `${operation} ${register}`),
    ).toContain('HVC_GET_VECTORS x8');
  });

  test('is a finding when the code stores over the live frame', async () => {
    const shift = 'lsr	x17, x18, #ESR_ELx_EC_SHIFT';
    edit('immediate/hyp-stub.S', shift, `str	x9, [sp, #0x20]\n\t${shift}`);
    const { remarks } = await contractOf('immediate/stub', folder);
    const found = remarks.find(({ what, operation }) => what === 'frame' && /GET/.test(operation));
    expect(found).toMatchObject({ severity: 'finding', register: 'sp_el2' });
    expect(found?.by).toContain('str x9, [sp, #0x20]');
  });
});
