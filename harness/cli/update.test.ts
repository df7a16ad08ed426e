import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandIn } from '../testing/cli/command-line-fixture.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hcall-update-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs `a.yaml` with this text, and returns what becomes of it. */
async function update(text: string, { name = 'a.yaml', args = ['-u'] }: Options = {}) {
  const file = join(folder, name);
  writeFileSync(file, text);
  const environment = { ...process.env, CI: '' };
  const all = ['run', file, '--in-process', ...args];
  const { code, err } = await commandIn(folder, all, { environment });
  return { code, err, text: readFileSync(file, 'utf8') };
}

interface Options {
  readonly name?: string;
  readonly args?: readonly string[];
}

const stub = (...lines: readonly string[]): string =>
  ['abi: immediate', 'vectors: stub', 'tests:', ...lines, ''].join('\n');

const kvm = (...lines: readonly string[]): string =>
  [
    'abi: immediate',
    'vectors: kvm',
    'stubs: { hyp_function: { returns: 0x1234 }, hyp_entry: stop }',
    'tests:',
    ...lines,
    '',
  ].join('\n');

describe('an expectation that changed is rewritten', () => {
  test.each<[string, string, readonly (readonly [from: string, to: string])[]]>([
    [
      'registers, in the notation that is there, next to comments and odd blanks',
      stub(
        "  - name:   'a'   # why",
        '    hvc: 1',
        '    expect: {x0: vbar_el2 + 8,   x17: 0x0017, x18: 0b10 }  # numbers',
        '  - { name: b, hvc: 3, expect: { x17: "0x1F", x18: 3 } }',
      ),
      [
        ['vbar_el2 + 8', 'vbar_el2'],
        ['0x0017', '0x0016'],
        ['0b10', '0b1'],
        ['"0x1F"', '"0x16"'],
      ],
    ],
    [
      'memory',
      kvm(
        '  - name: a',
        '    given: { x0: link(hyp_entry) }',
        '    hvc: 3',
        '    expect:',
        '      outcome: called',
        '      at: hyp_entry',
        '      x0: x1',
        '      x1: x2',
        '      x2: x3',
        '      x17: x17',
        '      x18: 3',
        '      x30: any',
        '      sp_el2: sp_el2 - 16',
        '      memory:',
        '        # The pair.',
        '        - { address: sp_el2 - 16, values: [x29, 0x0_1] }',
      ),
      [
        ['x29', 'x30'],
        ['0x0_1', '0x0_0'],
      ],
    ],
    [
      'a symbol',
      kvm(
        '  - name: a',
        '    hvc: 3',
        '    given: { x0: link(hyp_entry) }',
        '    expect: { outcome: called, at: hyp_function, x0: x1, x1: x2, x2: x3, x17: x17, x18: 3, x30: any, sp_el2: any, memory: [{ address: sp_el2 - 16, values: [x30, 0] }] }',
      ),
      [['at: hyp_function', 'at: hyp_entry']],
    ],
    [
      'the outcome',
      stub('  - name: a', '    raise: { slot: lower-a64/irq }', '    expect: { outcome: halted }'),
      [['halted', 'spun']],
    ],
    [
      'what an exception leaves behind',
      stub(
        '  - name: a',
        '    raise: { slot: lower-a64/sync, esr: 0x5600_0007 }',
        '    expect: { x17: 0x15, x18: 8, elr_el2: any }',
      ),
      [
        ['0x15', '0x15'],
        ['x18: 8', 'x18: 7'],
      ],
    ],
    [
      'a value that all rows share',
      stub(
        '  - name: a',
        '    for: { imm: [0, 3, 4] }',
        '    hvc: for.imm',
        '    expect: { x17: 21, x18: for.imm }',
      ),
      [['21', '22']],
    ],
    [
      'the cell of a row, whose name changes with it',
      stub(
        '  - name: a',
        '    for:',
        '      - { imm: 5, want: 6 } # five',
        '      - { imm: 7, want: 0x0007 }',
        '    hvc: for.imm',
        '    expect: { x17: 0x16, x18: for.want }',
      ),
      [['want: 6', 'want: 5']],
    ],
    [
      'the cell of a product',
      stub(
        '  - name: a',
        '    for: { want: [0x15, 0x16], imm: [3, 4] }',
        '    hvc: for.imm',
        '    expect: { x17: for.want, x18: for.imm }',
      ).replace('0x15, 0x16', '0x15'),
      [['[0x15]', '[0x16]']],
    ],
    [
      'a step of a sequence',
      stub(
        '  - name: a',
        '    steps:',
        '      - { hvc: 3, expect: { x17: 0x16, x18: 3 } }',
        '      - { hvc: 4, expect: { x17: 0x16, x18: 3 } }',
      ),
      [['- { hvc: 4, expect: { x17: 0x16, x18: 3', '- { hvc: 4, expect: { x17: 0x16, x18: 4']],
    ],
    [
      'where the caller goes on',
      stub(
        '  - name: a',
        '    raise: { slot: lower-a64/sync, esr: 0x5e00_0000 }',
        '    expect: { returns: next, x17: 0x17, x18: 0 } # emulated',
      ),
      [['returns: next', 'returns: again']],
    ],
    [
      'a call that is interrupted, wherever that is',
      stub(
        '  - name: a',
        '    interrupt: { slot: irq, at: each, masked: taken }',
        '    hvc: 3',
        '    expect: { outcome: spun, at: el2_fiq_invalid, x17: any, x18: any }',
      ),
      [['el2_fiq_invalid', 'el2_irq_invalid']],
    ],
  ])('%s', async (_, text, changes) => {
    const expected = changes.reduce((before, [from, to]) => {
      expect(before).toContain(from);
      return before.replace(from, to);
    }, text);
    const result = await update(text);
    expect(result.text).toBe(expected);
    expect(result.code).toBe(0);
    expect(result.err).toMatch(/^--- .*\n\+\+\+ .*\n@@ /);
    expect(result.err).toMatch(/\nrun again with what is new: \d passed\n$/);
  });

  test('in the comment of a source', async () => {
    const text = [
      '/* hcall:',
      ' * abi: immediate',
      ' * vectors: stub',
      ' * tests:',
      ' *   - { name: a, routine: mine, expect: { x0: 0x11 } } # here',
      ' */',
      '\t.text',
      '\t.globl\tmine',
      'mine:\tmov\tx0, #0x12',
      '\tret',
      '',
    ].join('\n');
    const result = await update(text, { name: 'a.S' });
    expect(result.text).toBe(text.replace('0x11 }', '0x12 }'));
    expect(result.code).toBe(0);
  });

  test('and what is new is shown as a diff', async () => {
    const { err } = await update(
      stub('  - { name: a, hvc: 3, expect: { x17: 0x15, x18: 3 } } # b'),
    );
    expect(err.replaceAll(/^(---|\+\+\+) .*a\.yaml$/gm, '$1 a.yaml')).toBe(`\
--- a.yaml
+++ a.yaml
@@ -2,3 +2,3 @@
 vectors: stub
 tests:
-  - { name: a, hvc: 3, expect: { x17: 0x15, x18: 3 } } # b
+  - { name: a, hvc: 3, expect: { x17: 0x16, x18: 3 } } # b
run again with what is new: 1 passed
`);
  });
});

describe('what is not rewritten is named, with the reason', () => {
  test.each<[string, string, string]>([
    [
      'a finding that is no expectation',
      stub('  - name: a', '    routine: mine', '    expect: { x0: 3 }'),
      'x1',
    ],
    [
      'a result of abi.yaml',
      stub('  - { name: a, operation: HVC_GET_VECTORS, expect: { x17: 0x17 } }').replace(
        'vectors: stub',
        'vectors: { contract: stub, files: [wrong.S] }',
      ),
      'x0 is a result that abi.yaml declares',
    ],
    [
      'a scalar that other rows want otherwise',
      stub(
        '  - name: a',
        '    for: { imm: [3, 4] }',
        '    hvc: for.imm',
        '    expect: { x17: 22, x18: 3 }',
      ),
      'line 7 is for 2 expectations, of which 1 hold, find something else, or did not run',
    ],
    [
      'a value of the row that is an input, too',
      stub(
        '  - name: a',
        '    for: { imm: [3] }',
        '    hvc: for.imm',
        '    expect: { x17: for.imm, x18: 3 }',
      ),
      "'for.imm' is used elsewhere in the test, too",
    ],
    [
      'an outcome that the test does not name',
      stub('  - { name: a, raise: { slot: lower-a64/irq }, expect: {} }'),
      "the test names no outcome: where that is right, write 'outcome: spun'",
    ],
    [
      'a mark of expected failure',
      stub('  - { name: a, hvc: 3, xfail: b, expect: { x17: 22, x18: 3 } }'),
      "take 'xfail' away",
    ],
    [
      'a call that is interrupted, and holds other values in other places',
      stub(
        '  - name: a',
        '    interrupt: { slot: irq, at: each, masked: taken }',
        '    hvc: 3',
        '    expect: { outcome: spun, at: el2_irq_invalid, x17: 0x15, x18: any }',
      ),
      "it holds 'x17' or '0x16', depending on where the call is interrupted: wrong-value: x17",
    ],
    [
      'where the caller goes on, which the test does not say',
      stub(
        '  - name: a',
        '    raise: { slot: lower-a64/sync, esr: 0x5e00_0000 }',
        '    expect: { x17: 0x17, x18: any }',
      ).replace('vectors: stub', 'vectors: { contract: stub, files: [skipping.S] }'),
      "where that is right, write 'returns: next'",
    ],
    [
      'a range of registers in memory',
      kvm(
        '  - name: a',
        '    given: { x0: link(hyp_entry) }',
        '    hvc: 3',
        '    expect: { outcome: called, at: hyp_entry, x0: x1, x1: x2, x2: x3, x17: x17, x18: 3, x30: any, sp_el2: sp_el2 - 16, memory: [{ address: sp_el2 - 16, values: x28-x29 }] }',
      ),
      'line 8 is for 2 values of a range',
    ],
    [
      'a test that cannot run',
      stub('  - { name: a, hvc: 3, expect: { outcome: spun, at: nowhere } }'),
      "error: unknown symbol 'nowhere'",
    ],
  ])('%s', async (_, text, reason) => {
    writeFileSync(
      join(folder, 'wrong.S'),
      readFileSync('asm/immediate/hyp-stub.S', 'utf8').replace('mrs\tx0, vbar_el2', 'mov\tx0, #1'),
    );
    writeFileSync(
      join(folder, 'skipping.S'),
      readFileSync('asm/immediate/hyp-stub.S', 'utf8').replace(
        '.Lreturn:',
        '.Lreturn: mrs x18, elr_el2\n\tadd x18, x18, #4\n\tmsr elr_el2, x18\n',
      ),
    );
    const source = [
      `/* hcall:\n${text}*/`,
      '\t.text',
      '\t.globl\tmine',
      'mine:\tmov\tx0, #2',
      '\tmov\tx20, #1',
      '\tret',
      '',
    ].join('\n');
    const isRoutine = text.includes('routine: mine');
    const written = isRoutine ? source : text;
    const result = await update(written, isRoutine ? { name: 'a.S' } : {});
    expect(result.text).toBe(written);
    expect(result.err).toMatch(/^not rewritten:\n {2}.*a\.(?:yaml|S) > a/);
    expect(result.err).toContain(isRoutine ? 'broken-clobber-contract' : reason);
    expect([1, 2]).toContain(result.code);
  });

  test.each([
    ['an anchor', stub('  - { name: a, hvc: &n 3, expect: { x17: 21, x18: 3 } }')],
    ['a mistake elsewhere', stub('  - { name: a, hvc: 3, expect: { x17: 21, x18: 3 } }', '  - {}')],
  ])('nothing of a file with %s', async (_, text) => {
    const result = await update(text);
    expect([result.code, result.text]).toEqual([2, text]);
  });

  test('nothing of a test that passes', async () => {
    const text = stub('  - { name: a, hvc: 3, expect: { x17: 0x0016, x18: any } }');
    expect(await update(text)).toEqual({ code: 0, err: '', text });
  });

  test('a test that stays wrong next to one that does not', async () => {
    const text = stub(
      '  - { name: a, hvc: 3, expect: { x17: 21, x18: 3 } }',
      '  - { name: b, raise: { slot: lower-a64/irq }, expect: {} }',
    );
    const result = await update(text);
    expect([result.code, result.text]).toEqual([1, text.replace('21', '22')]);
  });
});

describe('it is refused', () => {
  const text = stub('  - { name: a, hvc: 3, expect: { x17: 21, x18: 3 } }');

  test.each([['--list'], ['--watch'], ['--shard', '1/2'], ['--vectors', 'b.S']])(
    'with %s',
    async (...more) => {
      const result = await update(text, { args: ['--update', ...more] });
      expect([result.code, result.text]).toEqual([2, text]);
      expect(result.err).toContain(`the option --update does not go with ${more[0]}`);
    },
  );

  test('in CI', async () => {
    writeFileSync(join(folder, 'a.yaml'), text);
    const environment = { ...process.env, CI: 'true' };
    const { code, err } = await commandIn(folder, ['run', 'a.yaml', '-u'], { environment });
    expect([code, err]).toEqual([2, expect.stringContaining('nobody reads the diff in CI')]);
  });

  test('to write where the run was interrupted', async () => {
    const file = join(folder, 'a.yaml');
    writeFileSync(file, text);
    const { code, err } = await commandIn(folder, ['run', file, '--in-process', '-u'], {
      environment: { ...process.env, CI: '' },
      interruption: AbortSignal.abort(),
    });
    expect([code, err, readFileSync(file, 'utf8')]).toEqual([
      130,
      'note: the run was interrupted, so that no expectation is rewritten\n',
      text,
    ]);
  });
});
