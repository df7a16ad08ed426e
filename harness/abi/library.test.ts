import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { AbiLibrary, findAbi } from './library.ts';

const asm = fileURLToPath(new URL('../../asm', import.meta.url));

describe('an ABI library', () => {
  const library = new AbiLibrary(['/nowhere', asm]);

  test('knows the folders with an abi.yaml', () => {
    expect(library.names()).toEqual(expect.arrayContaining(['immediate', 'x0']));
    expect(library.names()).not.toContain('include');
  });

  test('loads an ABI once', () => {
    expect(library.find('x0')).toBe(library.load(`${asm}/immediate/../x0`));
  });

  test.each(['include', 'none', '../asm/x0', ''])('has no ABI %j', (name) => {
    expect(library.find(name)).toBeUndefined();
  });

  test('suggests a name', () => {
    expect(() => findAbi('imediate', [asm])).toThrow(
      expect.objectContaining({
        diagnostics: [
          expect.objectContaining({ code: 'unknown-abi', note: "did you mean 'immediate'?" }),
        ],
      }),
    );
  });

  test.each([
    [
      'nothing',
      "known here: x0; a folder with an abi.yaml is found by its path, such as './mine', or below --abi-folder or `abis:` of hcall.yaml",
    ],
    ['../abis/mine', "a name has no '/': write --abi-folder ../abis --abi mine"],
  ])('says how an ABI that is not %j is found', (name, note) => {
    const folder = mkdtempSync(join(tmpdir(), 'hcall-library-'));
    mkdirSync(join(folder, 'x0'));
    writeFileSync(join(folder, 'x0/abi.yaml'), '');
    expect(() => findAbi(name, [folder])).toThrow(
      expect.objectContaining({
        diagnostics: [expect.objectContaining({ code: 'unknown-abi', note })],
      }),
    );
    rmSync(folder, { recursive: true });
  });

  test('finds an ABI in the folders', () => {
    expect(findAbi('immediate', ['/nowhere', asm]).name).toBe('immediate');
  });
});
