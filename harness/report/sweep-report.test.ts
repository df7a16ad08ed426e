import { describe, expect, test } from '@jest/globals';
import { sweepExample } from '../testing/report/sweep-example.ts';
import { sweepMarkdown } from './sweep-markdown.ts';
import { sweepSvg } from './sweep-svg.ts';
import { sweepText } from './sweep-text.ts';

const sweep = sweepExample(['nothing', 'a | b']);
const guests = sweep.callers.map((each) => ({ ...each, caller: 'guest' }));

describe('sweep reports', () => {
  test('show the classes as text', () => {
    expect(sweepText(sweep, false).split('\n')).toEqual([
      'vectors/stub',
      '  host (all values)',
      '    immediate = 0x1, x0 = 0x5      a | b',
      '    immediate != 0x1 or x0 != 0x5  nothing',
      '',
      'what they do',
      '  a | b  for example: host, HVC #0x1, x0 = 0x5',
      '    stores 8 bytes at SP_EL2 - 0x8 = x1',
      '  nothing  for example: host, HVC #0xa5c3',
      '    changes x17 = 0x16',
      '',
      'seed 1',
      '',
    ]);
  });

  test.each([
    ['a restriction', { restrictions: ['x1 = 0x0-0x7'] }, '  host (all values with x1 = 0x0-0x7)'],
    [
      'callers with the same classes once',
      { callers: [...sweep.callers, ...guests] },
      '  host, guest (all values)',
    ],
    [
      'that not all is known',
      { callers: sweep.callers.map((each) => ({ ...each, complete: false })) },
      '  host (not all values)',
    ],
    ['what is assumed', { assumptions: ['x0 leads nowhere'] }, 'assumed: x0 leads nowhere'],
    [
      'what could not be swept',
      { failures: [{ part: 'stub host', reason: 'no end after 300 s' }] },
      '  stub host: no end after 300 s',
    ],
    [
      'what was not so when it was tried',
      { behaviours: sweep.behaviours.map((each) => ({ ...each, proved: false })) },
      '    a call that was made for real does not do the same',
    ],
  ])('say %s', (_, more, line) => {
    expect(sweepText({ ...sweep, ...more }, false).split('\n')).toContain(line);
  });

  test('show the classes as Markdown', () => {
    expect(sweepMarkdown(sweep)).toContain(
      String.raw`| vectors/stub | host | immediate = 0x1, x0 = 0x5 | a \| b | all values |`,
    );
  });

  test('draw the classes', () => {
    const svg = sweepSvg(sweepExample(['nothing', '<&"']));
    expect(svg).toContain(
      '<rect y="19" width="12" height="12" fill="#0072b2"/><text x="20" y="30">immediate = 0x1, x0 = 0x5</text>',
    );
    expect(svg).toContain('&lt;&amp;&quot;');
  });

  test('draw what a call does to the right of the longest condition', () => {
    const when = 'x0[31:0] != 0x80003fff, 0x80007fff-0x80008000, VTTBR_EL2 != 0x0';
    const example = sweepExample(['nothing', 'a']);
    const svg = sweepSvg({
      ...example,
      callers: example.callers.map((each) => ({
        ...each,
        classes: each.classes.map((one) => ({ ...one, when })),
      })),
    });
    // 63 characters and a gap of 2, of 7.6 pixels each, behind the mark.
    expect(when).toHaveLength(63);
    expect(svg).toContain('<text x="514" y="30">a</text>');
  });
});
