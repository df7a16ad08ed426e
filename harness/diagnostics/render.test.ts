import { describe, expect, test } from '@jest/globals';
import type { Diagnostic } from './diagnostic.ts';
import { renderDiagnostic } from './render.ts';
import { ShownWriter } from './shown-writer.ts';

const base: Diagnostic = {
  code: 'bad-instruction',
  severity: 'error',
  message: `unknown instruction 'frob'`,
};

const place = { file: 'a.S', line: 12, column: 3 };

describe('without colour', () => {
  test('message and code alone', () => {
    expect(renderDiagnostic(base)).toBe(`error: unknown instruction 'frob' [bad-instruction]`);
  });

  test('place, excerpt, trail and note', () => {
    const diagnostic: Diagnostic = {
      ...base,
      place,
      excerpt: { text: '\t\tfrob x0', length: 4 },
      trail: [{ what: `in macro 'm'`, place: { file: 'b.S', line: 1, column: 2 } }],
      note: 'is it a macro?',
    };
    expect(renderDiagnostic(diagnostic).split('\n')).toEqual([
      `a.S:12:3: error: unknown instruction 'frob' [bad-instruction]`,
      ' 12 | \t\tfrob x0',
      '    | \t\t^^^^',
      `  in macro 'm', b.S:1:2`,
      '  note: is it a macro?',
    ]);
  });

  test('a caret behind the end of the line', () => {
    const diagnostic = {
      ...base,
      place: { ...place, column: 8 },
      excerpt: { text: 'mov x0,', length: 1 },
    };
    expect(renderDiagnostic(diagnostic).split('\n')[2]).toBe('    |        ^');
  });

  test('the caret stands behind wide characters as wide as they are', () => {
    const text = '/* 漢 */ mov';
    const diagnostic = { ...base, place: { ...place, column: 9 }, excerpt: { text, length: 3 } };
    expect(renderDiagnostic(diagnostic).split('\n').slice(1, 3)).toEqual([
      ' 12 | /* 漢 */ mov',
      '    |          ^^^',
    ]);
  });

  test('a long line is shown around its caret', () => {
    const text = `${'x'.repeat(1000)}HERE${'y'.repeat(1000)}`;
    const diagnostic = { ...base, place: { ...place, column: 1001 }, excerpt: { text, length: 4 } };
    const [, line, caret] = renderDiagnostic(diagnostic).split('\n');
    expect(line).toHaveLength(166);
    expect(line?.indexOf('HERE')).toBe(caret?.indexOf('^^^^'));
  });

  test('control characters and line breaks are shown, and the caret stands where the text is', () => {
    const diagnostic: Diagnostic = {
      ...base,
      message: 'a\u001b[2J\nb',
      place: { file: 'a\rb', line: 1, column: 3 },
      excerpt: { text: '\u001b]frob\u0007', length: 4 },
      trail: [{ what: 'in \u0007', place: { file: 'c\nd', line: 1, column: 2 } }],
      note: '\u202eabc',
    };
    expect(renderDiagnostic(diagnostic).split('\n')).toEqual([
      String.raw`a\x0db:1:3: error: a\x1b[2J\x0ab [bad-instruction]`,
      String.raw` 1 | \x1b]frob\x07`,
      '   |      ^^^^',
      String.raw`  in \x07, c\x0ad:1:2`,
      String.raw`  note: \u{202e}abc`,
    ]);
  });
});

test.each([
  ['error', '\u001b[31merror:'],
  ['warning', '\u001b[33mwarning:'],
] as const)('the colour of an %s', (severity, expected) => {
  let text = '';
  new ShownWriter((piece) => (text += piece)).write(
    renderDiagnostic({ ...base, severity }, { colour: true }),
  );
  expect(text).toContain(expected);
});
