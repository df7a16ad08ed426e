import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TemporaryTests } from '../testing/run/temporary-tests.ts';

/** A table whose `count` slots branch to `invalid`, but for what `special` puts into some of them. */
function source(count: number, special: Record<number, string>, align = 11): string {
  const slots = Array.from(
    { length: count },
    (_, index) => `.balign 128\n${special[index] ?? 'b invalid'}`,
  );
  return `.text
.globl vectors, panic
.align ${align}
vectors:
${slots.join('\n')}
.balign 128
.size vectors, . - vectors
invalid: b .
panic: b .
`;
}

/** lower-a64/sync is slot 8. */
const answer = 'mrs x0, vbar_el2\neret';
const nops = '.fill 32, 4, 0xd503201f';
const endsInCall = '.fill 31, 4, 0xd503201f\nbl panic';

let tests: TemporaryTests;
beforeAll(async () => {
  tests = await TemporaryTests.open();
  tests.write(
    'own/abi.yaml',
    `selector: immediate
operations: { GET: { number: 1, results: { x0: vbar_el2 } } }
vectors: { own: { table: vectors } }
exits: { leave: { outcome: guest-exit }, die: { outcome: panicked } }
`,
  );
  tests.write('short.S', source(12, { 8: answer }));
  tests.write('empty.S', source(16, { 8: answer, 5: nops }));
  tests.write('call.S', source(16, { 4: endsInCall, 6: endsInCall, 8: answer }));
  tests.write('luck.S', source(16, { 8: answer }, 7));
  tests.write('exit.S', source(16, { 8: answer, 9: 'b leave' }));
});
afterAll(() => tests.close());

const head = (file: string): string =>
  `abi: own\nvectors: { contract: own, files: [${file}] }\ntests:\n`;
const call = '  - { name: call, operation: GET, expect: {} }\n';

function raise(slot: string): string {
  const syndrome = slot.endsWith('sync') ? ', esr: 0' : '';
  return `  - { name: raise, raise: { slot: ${slot}${syndrome} }, expect: { outcome: spun, at: invalid } }\n`;
}

describe('a slot that a table does not have', () => {
  test.each([
    [
      'ends before it',
      'short.S',
      'lower-a32/sync',
      {
        code: 'vector-table-short',
        message:
          "the call takes a slot that is not there: vector table 'vectors' ends before its slot lower-a32/sync (vectors+0x600)",
      },
    ],
    [
      'has padding there',
      'empty.S',
      'current-spx/irq',
      {
        code: 'vector-slot-empty',
        message:
          'the call takes a slot that is not there: slot current-spx/irq (vectors+0x280) has no instruction',
      },
    ],
  ])('is an error of the test that takes it, where the table %s', (_, file, slot, expected) => {
    const [other, taking] = tests.run(head(file) + call + raise(slot));
    expect(other?.verdict).toBe('pass');
    expect(taking?.diagnostics).toMatchObject([
      { ...expected, place: { file: tests.path('fixture.yaml'), line: 5 } },
    ]);
  });
});

describe('a slot with a call at its end', () => {
  test('is right where the call does not come back', () => {
    const spun = raise('current-spx/sync').replace('invalid }', 'panic, x30: any }');
    expect(tests.run(head('call.S') + call + spun).map(({ verdict }) => verdict)).toEqual([
      'pass',
      'pass',
    ]);
  });
});

describe('a slot of 33 instructions', () => {
  test.each(['current-spx/sync', 'current-spx/irq'])(
    'is an error of a test that takes %s',
    (slot) => {
      tests.write('over.S', source(16, { 4: '.fill 32, 4, 0xd2800000', 8: answer }));
      const [other, taking] = tests.run(head('over.S') + call + raise(slot));
      expect(other?.verdict).toBe('pass');
      expect(taking?.diagnostics).toMatchObject([
        {
          code: 'vector-slot-overrun',
          message:
            'slot current-spx/sync (vectors+0x200) runs over its end at 0x80 bytes into slot current-spx/irq',
          place: { file: expect.stringContaining('over.S') },
        },
      ]);
    },
  );
});

test('a table that is aligned by luck is refused', () => {
  expect(tests.run(head('luck.S') + call)[0]?.diagnostics).toMatchObject([
    {
      code: 'vector-table-misaligned',
      message: expect.stringContaining("its section '.text' is aligned to 128 bytes"),
      place: { line: 6 },
    },
  ]);
});

function at(expected: string): string {
  return `  - { name: '${expected}', raise: { slot: lower-a64/irq }, expect: { ${expected} } }\n`;
}

function lacking(name: string, column: number): object {
  return {
    code: 'exit-not-in-vectors',
    message: expect.stringContaining(`the exit '${name}' is not in`),
    place: { file: tests.path('own/abi.yaml'), line: 4, column },
  };
}

describe('an exit that the vectors lack', () => {
  test('is one reason for all tests that name it, and for no other', () => {
    const results = tests.run(
      head('exit.S') +
        call +
        at('outcome: guest-exit, at: leave') +
        at('outcome: panicked, at: die') +
        at('outcome: panicked'),
    );
    expect(results.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'error', 'error']);
    expect(results[2]?.diagnostics).toMatchObject([lacking('die', 42)]);
    expect(results[3]?.diagnostics).toEqual(results[2]?.diagnostics);
  });

  test('may be a stop of the test', () => {
    const stubs = '    stubs: { leave: { stop: panicked } }\n';
    const step = `  - name: own\n${stubs}    raise: { slot: lower-a64/irq }\n    expect: { outcome: panicked }\n`;
    expect(tests.run(head('exit.S') + step)[0]?.diagnostics).toBeUndefined();
  });
});

describe('an ABI that names no files', () => {
  const fixture = `abi: own\nvectors: own\ntests:\n${call}`;

  test('has its tests skipped with the reason', () => {
    expect(tests.run(fixture)).toMatchObject([
      {
        verdict: 'skip',
        reason: "the ABI 'own' names no files for its vectors 'own': --vectors gives them",
      },
    ]);
  });

  test('runs on the vectors of the command line', () => {
    expect(tests.run(fixture, { files: [tests.path('short.S')] })[0]?.verdict).toBe('pass');
  });
});

describe('a prefix of symbols', () => {
  const prefixed = source(16, { 8: answer, 9: 'b __x_leave' }).replaceAll(
    /\bvectors\b/g,
    '__x_vectors',
  );
  const fixture = `${head('prefixed.S')}${call}  - { name: exit, raise: { slot: lower-a64/irq }, expect: { outcome: guest-exit, at: leave } }\n`;

  test.each([
    ['the fixture', fixture.replace('files:', 'symbol-prefix: __x_, files:'), undefined],
    [
      'the command line',
      `abi: own\nvectors: own\n${fixture.slice(fixture.indexOf('tests:'))}`,
      '__x_',
    ],
  ])('is given by %s', (_, text, symbolPrefix) => {
    tests.write('prefixed.S', prefixed);
    const vectors =
      symbolPrefix === undefined ? undefined : { files: [tests.path('prefixed.S')], symbolPrefix };
    expect(tests.run(text, vectors).map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
  });

  test('is proposed where a table has one', () => {
    tests.write('prefixed.S', prefixed);
    expect(tests.run(fixture)[0]?.diagnostics?.[0]?.note).toBe(
      "'__x_vectors' is there: 'symbol-prefix: __x_' next to 'table:', or --symbol-prefix, looks for it",
    );
  });
});
