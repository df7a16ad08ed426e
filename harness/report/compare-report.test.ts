import { describe, expect, test } from '@jest/globals';
import { createPalette } from '../diagnostics/palette.ts';
import { baselineText } from './compare-baseline-text.ts';
import { exampleComparison, exampleSweep } from '../testing/report/compare-example.ts';
import { compareHtml } from './compare-html.ts';
import { compareMarkdown } from './compare-markdown.ts';
import { registersText } from './compare-sections.ts';
import { compareText } from './compare-text.ts';
import { sweepMarkdown } from './sweep-markdown.ts';
import { sweepSvg } from './sweep-svg.ts';
import { sweepText } from './sweep-text.ts';

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

describe('sweep reports', () => {
  const sweep = exampleSweep('vectors', ['nothing', 'a | b']);

  test('show the runs as text', () => {
    expect(sweepText(sweep, false).split('\n').slice(0, 5)).toEqual([
      'vectors/stub',
      '  host: x0 random (all immediates)',
      '    0x0000         nothing',
      '    0x0001         a | b',
      '    0x0002-0xffff  nothing',
    ]);
  });

  test('show the runs as Markdown', () => {
    expect(sweepMarkdown(sweep)).toContain(
      String.raw`| vectors/stub | host | x0 random | 0x0001 | a \| b |`,
    );
  });

  test('draw the runs', () => {
    const svg = sweepSvg(exampleSweep('vectors', ['nothing', '<&"']));
    expect(svg).toContain('<rect x="1" y="0" width="1" height="1" fill="#0072b2"/>');
    expect(svg).toContain('0x0001  &lt;&amp;&quot;');
  });

  test('report what could not be swept', () => {
    const failures = [{ part: 'stub host', reason: 'no end after 300 s' }];
    expect(sweepText({ ...sweep, failures }, false)).toContain(
      'not swept\n  stub host: no end after 300 s\n',
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
