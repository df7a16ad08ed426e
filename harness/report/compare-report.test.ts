import { describe, expect, test } from '@jest/globals';
import { createPalette } from '../diagnostics/palette.ts';
import { baselineText } from './compare-baseline-text.ts';
import { exampleComparison } from '../testing/report/compare-example.ts';
import { compareHtml } from './compare-html.ts';
import { compareMarkdown } from './compare-markdown.ts';
import { registersText } from './compare-sections.ts';
import { compareText } from './compare-text.ts';
import { compareMail } from './compare-mail.ts';
import { compareSummary } from './compare-summary.ts';
import type { Comparison, TableDifferences } from '../comparison/comparison.ts';

describe('registersText', () => {
  test.each([
    [[], ''],
    [['x0', 'x17', 'x18'], 'x0, x17, x18'],
    [['x17', 'x18', 'x1', 'x2', 'x3'], 'x1-x3, x17, x18'],
    [['vbar_el2', 'x0'], 'x0, vbar_el2'],
  ])('shortens %j', (names, text) => {
    expect(registersText(names)).toBe(text);
  });
});

describe('compareText', () => {
  test('starts with what a reviewer wants to know', () => {
    const lines = compareText(exampleComparison(), false).split('\n');
    expect(lines.slice(0, 9)).toEqual([
      'What changes for callers from old to new?',
      '',
      '1 class of calls differs, of all values of all inputs from host, guest, el0; 1 class of calls loses other scratch registers.',
      'Of the 1 call that callers of old make, 1 is dangerous on new, where nobody converts them.',
      '',
      'Callers that nobody converts',
      'What a call that is made for one side does on the other, from a host.',
      '  made for  on        operation  call    means          gets      that is',
      '  old       new/stub  GET        HVC #1  x0 = VBAR_EL2  calls x0  something dangerous',
    ]);
  });

  test('calls each table by its name, where two single ones have other names', () => {
    const example = exampleComparison();
    const [call] = example.unconverted;
    const lines = compareText(
      {
        ...example,
        a: { vectors: 'x0/stub', abi: 'x0' },
        differences: [{ tables: ['stub', 'cell'], callers: [] }],
        unconverted: call === undefined ? [] : [call, { ...call, from: 'b', table: 'cell' }],
      },
      false,
    ).split('\n');
    const shownAs = (text: string): boolean => lines.some((line) => line.startsWith(text));
    expect(
      [
        '  x0/stub   new/cell  GET',
        '  new       x0/stub   GET',
        '  GET        x0/stub   HVC #1',
        '             new/cell  no such operation',
      ].filter((text) => !shownAs(text)),
    ).toEqual([]);
    expect(
      compareMail({ ...example, differences: [{ tables: ['stub', 'cell'], callers: [] }] }),
    ).toContain('dangerous: GET (HVC #1) on cell');
  });

  const [pair] = exampleComparison().differences;
  const alike = { ...exampleComparison(), unconverted: [], b: { vectors: 'new', abi: 'x0' } };
  const withCallers = (callers: TableDifferences['callers']): Comparison => ({
    ...alike,
    differences: [{ tables: ['stub', 'stub'], callers }],
  });
  const none = { classes: [], notCovered: [] };
  test.each<[string, Comparison, string[]]>([
    [
      'none',
      withCallers([
        { caller: 'host', ...none },
        { caller: 'el2', ...none },
      ]),
      ['No call differs, of all values of all inputs from host, el2.'],
    ],
    [
      'none that is known',
      withCallers([
        { caller: 'host', ...none },
        { caller: 'el2', classes: [], notCovered: ['more than 512 ways'] },
      ]),
      [
        'No call is known to differ, of all values of all inputs from host.',
        'Not covered, from el2: more than 512 ways.',
      ],
    ],
    [
      'one',
      withCallers(
        (pair?.callers ?? [])
          .slice(0, 1)
          .map((each) => ({ ...each, classes: each.classes.slice(0, 1) })),
      ),
      ['1 class of calls differs, of all values of all inputs from host.'],
    ],
    [
      'one table alone, and a caller that is lost',
      {
        ...alike,
        differences: [],
        unmatched: [{ side: 'b', table: 'kvm' }],
        failures: [{ part: 'guest', reason: 'no end' }],
      },
      ["Only new has the vectors 'kvm'.", 'Not compared, from guest: no end.'],
    ],
  ])('gives a verdict of %s', (_, comparison, expected) => {
    const { answer, reservations } = compareSummary(comparison);
    expect([...answer, ...reservations].map(({ text }) => text)).toEqual(expected);
  });

  test('is short when that is wanted', () => {
    const text = compareText(exampleComparison(), false, { short: true });
    expect(text).toContain('Callers that nobody converts');
    expect(text).not.toContain('Operations');
  });

  test('has colours only where they are wanted', () => {
    // oxlint-disable-next-line no-control-regex
    const title = createPalette(true).bold('What changes for callers from old to new?');
    expect(compareText(exampleComparison(), false)).toMatch(
      /^What changes for callers from old to new\?\n/,
    );
    expect(compareText(exampleComparison(), true)).toContain(title);
  });
});

describe('compareMarkdown', () => {
  test('makes a table of each section', () => {
    expect(compareMarkdown(exampleComparison())).toContain(
      [
        '| made for | on | operation | call | means | gets | that is |',
        '| --- | --- | --- | --- | --- | --- | --- |',
        '| old | new/stub | GET | HVC #1 | x0 = VBAR_EL2 | **calls x0** (dangerous) | something dangerous |',
      ].join('\n'),
    );
  });
});

test('a mail has 72 columns, and only what matters', () => {
  expect(compareMail(exampleComparison())).toBe(`\
What changes for callers from old to new?

1 class of calls differs, of all values of all inputs from host, guest,
el0; 1 class of calls loses other scratch registers. Of the 1 call that
callers of old make, 1 is dangerous on new, where nobody converts them.

Callers of old that nobody converts, on new:
- dangerous: GET (HVC #1) on stub
    means: x0 = VBAR_EL2
    gets: calls x0

From host, guest (stub), old -> new:
- dangerous: immediate = 0x1, x0 != 0x0
    x0 = VBAR_EL2 -> </script><b>x0 | x1

Found by hcall compare 1.2.3, seed 1.
`);
});

describe('a mail', () => {
  const example = exampleComparison();
  const one = example.differences[0]?.callers[0]?.classes[0];
  const classes = Array.from({ length: 10 }, (_, index) => ({
    ...(one as NonNullable<typeof one>),
    when: `immediate = 0x${index}`,
    first: 'x0 = VBAR_EL2',
    second: `calls ${'x0 & 0x7fffffffff with '.repeat(2)}x1`,
    consequence: index === 0 ? ('nothing' as const) : ('dangerous' as const),
  }));
  const [call] = example.unconverted;
  const silent = { ...(call as NonNullable<typeof call>), consequence: 'nothing' as const };
  const lines = compareMail({
    ...example,
    a: { vectors: 'x0', abi: 'x0' },
    b: { vectors: 'immediate/stub', abi: 'immediate' },
    unconverted: [silent, { ...silent, operation: 'SET' }],
    differences: [
      { tables: ['stub', 'stub'], callers: [{ caller: 'host', classes, notCovered: ['a loop'] }] },
    ],
  }).split('\n');

  test.each<[string, readonly string[]]>([
    ['what is not covered', ['- Not covered, from host: a loop.']],
    ['calls that do nothing, all of a table together', ['- silent: GET, SET do nothing on stub']],
    [
      'the second side below the first where both are too long for a line',
      [
        '- dangerous: immediate = 0x1',
        '    x0 = VBAR_EL2',
        '    -> calls x0 & 0x7fffffffff with x0 & 0x7fffffffff with x1',
      ],
    ],
    ['how many are left out', ['- and 2 more classes of calls: --format text']],
    ['the command', ['hcall compare x0 immediate/stub --seed 1']],
  ])('has %s', (_, expected) => {
    const at = lines.indexOf(expected[0] ?? '');
    expect(lines.slice(at, at + expected.length)).toEqual(expected);
  });

  test('has no line of more than 72 columns', () => {
    expect(lines.filter((line) => line.length > 72)).toEqual([]);
  });
});

describe('two builds of one ABI', () => {
  const example = exampleComparison();
  const [call] = example.unconverted;
  const gets = (from: 'a' | 'b', consequence: 'dangerous' | 'same') => ({
    ...(call as NonNullable<typeof call>),
    from,
    consequence,
  });
  const builds: Comparison = {
    ...example,
    a: { vectors: 'old.S', abi: 'x0' },
    b: { vectors: 'new.S', abi: 'x0' },
    // Whoever is made for the second is right with the second.
    unconverted: [gets('a', 'dangerous'), gets('a', 'same'), gets('b', 'dangerous')],
  };

  test('are asked for the calls of their callers, from the first to the second', () => {
    const { answer } = compareSummary(builds);
    expect(answer.map(({ text }) => text).slice(1)).toEqual([
      'Of the 2 calls that callers make, 1 is dangerous on new.S.',
    ]);
    const text = compareText(builds, false, { short: true });
    expect(text.match(/^ +old\.S +new\.S\/stub +GET/gm)).toHaveLength(1);
    expect(text).toContain('Operations that do something else\n');
  });
});

describe('compareHtml', () => {
  const html = compareHtml(exampleComparison());

  test('needs nothing from elsewhere', () => {
    expect(html).not.toMatch(/(?:src|href)="(?!#)/);
    expect(html).not.toContain('@import');
  });

  test('lets no text out of its place', () => {
    expect(html).not.toContain('<b>');
    expect(html).not.toContain('</script><b>');
  });
});

describe('baselineText', () => {
  test('names each change', () => {
    const change = { about: 'kvm, host: 0x0003', before: 'nothing', after: 'x0 = 0x1' };
    expect(baselineText([change], 'stored.json', false)).toBe(
      [
        '1 changes against the baseline stored.json',
        '  kvm, host: 0x0003',
        '    was nothing',
        '    is  x0 = 0x1',
        'When the change is meant, write it with --update.',
        '',
      ].join('\n'),
    );
  });
});
