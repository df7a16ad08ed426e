import { describe, expect, test } from '@jest/globals';
import { readDocument } from './document.ts';
import { Problems } from './problems.ts';
import { SourceText } from './source.ts';

/** `code line:column` of all that is wrong with a text. */
function mistakes(yaml: string): string[] {
  const problems = new Problems();
  const document = problems.attempt(() => readDocument(new SourceText('a.yaml', yaml)));
  document?.issues.forEach(({ diagnostic }) => problems.add(diagnostic));
  return problems.list.map(({ code, place }) => `${code} ${place?.line}:${place?.column}`);
}

describe('a YAML document', () => {
  test('keeps every scalar as its source text', () => {
    const yaml = 'a: 0x10\nb: [1_000, "0b1", \'x # y\', -0x1]\n? c\n: { d: yes, e: "tab\\t" }\n';
    const { root, issues } = readDocument(new SourceText('a.yaml', yaml));
    expect(issues).toEqual([]);
    expect(root.value).toEqual({
      a: '0x10',
      b: ['1_000', '0b1', 'x # y', '-0x1'],
      c: { d: 'yes', e: 'tab\t' },
    });
  });

  test('knows where a value, its key and its text begin', () => {
    const document = readDocument(new SourceText('a.yaml', 'a:\n  - b: "x1"\n'));
    const node = document.root.children.get('a')?.children.get(0)?.children.get('b');
    expect(node).toMatchObject({
      value: 'x1',
      key: { start: 7, end: 8 },
      span: { start: 10, end: 14 },
      textStart: 11,
      plain: false,
    });
  });

  test('has no text start where an escape moves the characters', () => {
    const document = readDocument(new SourceText('a.yaml', 'a: "x\\t1"\n'));
    expect(document.root.children.get('a')?.textStart).toBeUndefined();
  });

  test('takes offsets from the source when the YAML is a part of it', () => {
    const document = readDocument(new SourceText('a.S', '/*b:1*/'), '  b: 1 ');
    expect(document.root.children.get('b')?.span).toEqual({ start: 5, end: 6 });
  });

  test.each([
    ['nothing after the colon', 'a: 1\nb:\n', ['yaml-null 2:3']],
    ['a tilde', 'a: ~\n', ['yaml-null 1:4']],
    ['the word null', 'a: [Null]\n', ['yaml-null 1:5']],
    ['a key alone in a flow mapping', 'a: { b, c: 1 }\n', ['yaml-null 1:6']],
    ['a value that is only a comment', 'hvc: #3\n', ['yaml-null 1:6']],
    ['true', 'skip: true\n', ['yaml-boolean 1:7']],
    ['FALSE', 'a: FALSE\n', ['yaml-boolean 1:4']],
    ['a point', 'a: 1.5\n', ['yaml-float 1:4']],
    ['an exponent', 'a: 1e3\n', ['yaml-float 1:4']],
    ['infinity', 'a: -.inf\n', ['yaml-float 1:4']],
    ['not a number', 'a: .NaN\n', ['yaml-float 1:4']],
    ['a leading zero', 'a: 007\n', ['leading-zero 1:4']],
    ['a leading zero behind a sign', 'a: -01\n', ['leading-zero 1:4']],
    ['an anchor and its alias', 'a: &x 1\nb: *x\n', ['yaml-anchor 1:7', 'yaml-anchor 2:4']],
    ['a tag of the core schema', 'a: !!int 1\n', ['yaml-tag 1:10']],
    ['a tag of one’s own', 'a: !mine { b: 1 }\n', ['yaml-tag 1:10']],
    ['a merge key', 'a: { <<: { b: 1 } }\n', ['yaml-merge-key 1:6']],
    ['a key twice', 'a: 1\nb: { c: 1, c: 2 }\n', ['duplicate-key 2:12']],
    ['a list as a key', '[a]: 1\n', ['yaml-syntax 1:1']],
    ['a key that JavaScript would hide', '__proto__: { a: 1 }\n', ['unknown-key 1:1']],
    ['a second document', 'a: 1\n---\nb: 1\n', ['yaml-several-documents 2:1']],
    ['a list that does not end', 'a: [1\n', ['yaml-syntax 1:4']],
    ['a tab for indentation', 'a:\n\tb: 1\n', ['yaml-syntax 2:1']],
    ['an unquoted colon', 'a: b: c\n', ['yaml-syntax 1:4']],
    ['lists without end', `a: ${'['.repeat(40)}${']'.repeat(40)}\n`, ['yaml-syntax 1:36']],
    ['lists that exhaust the parser', '['.repeat(100_000), ['yaml-syntax 1:34']],
  ])('refuses %s', (_, yaml, expected) => {
    expect(mistakes(yaml)).toEqual(expected);
  });

  test.each([
    ['quoted words', 'a: ["null", "true", "1.5", "007", ""]\n'],
    ['hexadecimal that looks like an exponent', 'a: 0x1e3\n'],
    ['zero', 'a: [0, -0, 0x0]\n'],
    ['a version in a text', 'a: Linux 4.6\n'],
  ])('takes %s', (_, yaml) => {
    expect(mistakes(yaml)).toEqual([]);
  });
});
