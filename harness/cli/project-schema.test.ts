import { describe, expect, test } from '@jest/globals';
import { HcallError } from '../diagnostics/diagnostic.ts';
import { SourceText } from '../abi/document/source.ts';
import { parseProject } from './project-schema.ts';

function parse(text: string) {
  return parseProject(
    new SourceText('hcall.yaml', text),
    '/project',
    (path) => path !== '/project/missing',
  );
}

function problemsOf(text: string) {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof HcallError) {
      return error.diagnostics.map(({ code, place }) => `${code} ${place?.line}:${place?.column}`);
    }
    throw error;
  }
  return [];
}

describe('a project file', () => {
  test('gives paths relative to its folder', () => {
    const text =
      'fixtures: [tests]\nabis: [abi, /opt/abi]\ninclude: [../include]\ndefine: [SMP, VA_BITS=39]\n';
    expect(parse(text)).toEqual({
      fixtures: ['/project/tests'],
      abiFolders: ['/project/abi', '/opt/abi'],
      includes: ['/include'],
      defines: ['SMP', 'VA_BITS=39'],
    });
  });

  test('may be partial', () => {
    expect(parse('define: [SMP]\n')).toEqual({
      fixtures: [],
      abiFolders: [],
      includes: [],
      defines: ['SMP'],
    });
  });

  test.each([
    ['an unknown key', 'includes: [a]\n', ['unknown-key 1:1']],
    ['a text where a list belongs', 'abis: abi\n', ['wrong-kind 1:7']],
    ['folders that are not there', 'define: [A]\nabis: [abi, missing]\n', ['path-not-found 2:13']],
    ['broken YAML', 'abis: [abi\n', ['yaml-syntax 1:7']],
  ])('reports %s', (_, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });
});
