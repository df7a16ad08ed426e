import { describe, expect, test } from '@jest/globals';
import type { Diagnostic } from './diagnostic.ts';
import { renderDiagnostic } from './render.ts';

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

  test('a long line is shown around its caret', () => {
    const text = `${'x'.repeat(1000)}HERE${'y'.repeat(1000)}`;
    const diagnostic = { ...base, place: { ...place, column: 1001 }, excerpt: { text, length: 4 } };
    const [, line, caret] = renderDiagnostic(diagnostic).split('\n');
    expect(line).toHaveLength(166);
    expect(line?.indexOf('HERE')).toBe(caret?.indexOf('^^^^'));
  });

  test('control characters do not reach the terminal', () => {
    const diagnostic = {
      ...base,
      message: 'a\u001b[2Jb',
      place,
      excerpt: { text: '\u001b]0;x\u0007', length: 1 },
    };
    expect(renderDiagnostic(diagnostic)).not.toContain('\u001b');
  });
});

test('colour paints by severity', () => {
  expect(renderDiagnostic(base, { colour: true })).toContain('\u001b[31merror:');
  expect(renderDiagnostic({ ...base, severity: 'warning' }, { colour: true })).toContain(
    '\u001b[33mwarning:',
  );
});
