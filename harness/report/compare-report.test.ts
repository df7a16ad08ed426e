import { describe, expect, test } from '@jest/globals';
import { createPalette } from '../diagnostics/palette.ts';
import { baselineText } from './compare-baseline-text.ts';
import { exampleComparison } from '../testing/report/compare-example.ts';
import { compareHtml } from './compare-html.ts';
import { compareMarkdown } from './compare-markdown.ts';
import { registersText } from './compare-sections.ts';
import { compareText } from './compare-text.ts';

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
      'old against new',
      '',
      '1 calls made for old, on new: 1 dangerous, 0 silently without effect',
      '0 calls made for new, on old: 0 dangerous, 0 silently without effect',
      'the call spaces differ in 1 classes of callers and selector values',
      '',
      'Callers that nobody converts',
      'What a call that is made for one side does on the other, from a host.',
      '  made for  on        operation  call    means          gets      that is',
    ]);
  });

  test('names callers that differ alike together', () => {
    expect(compareText(exampleComparison(), false)).toContain(
      '  stub     host, guest  x0 random  0x0001      x0 = VBAR_EL2  calls x0\n',
    );
  });

  test('is short when that is wanted', () => {
    const text = compareText(exampleComparison(), false, { short: true });
    expect(text).toContain('Callers that nobody converts');
    expect(text).not.toContain('Operations');
  });

  test('has colours only where they are wanted', () => {
    // oxlint-disable-next-line no-control-regex
    const title = createPalette(true).bold('old against new');
    expect(compareText(exampleComparison(), false)).toMatch(/^old against new\n/);
    expect(compareText(exampleComparison(), true)).toContain(title);
  });
});

describe('compareMarkdown', () => {
  test('makes a table of each section', () => {
    expect(compareMarkdown(exampleComparison())).toContain(
      [
        '| made for | on | operation | call | means | gets | that is |',
        '| --- | --- | --- | --- | --- | --- | --- |',
        '| old | new/stub | GET | HVC #1 | x0 = VBAR_EL2 | calls x0 | something dangerous |',
      ].join('\n'),
    );
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
    expect(html.match(/<\/script>/g)).toHaveLength(2);
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
