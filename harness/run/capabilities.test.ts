import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appliedPatches } from './capabilities.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hcall-capabilities-'));
  mkdirSync(join(folder, 'made/generated/asm'), { recursive: true });
  mkdirSync(join(folder, 'hand/asm'), { recursive: true });
  writeFileSync(
    join(folder, 'made/generated/asm/cpucap-defs.h'),
    '#define ARM64_ALWAYS_BOOT\t\t\t0\n#define ARM64_KVM_PROTECTED_MODE\t\t29\n#define ARM64_NCAPS 90\n',
  );
  writeFileSync(
    join(folder, 'hand/asm/cpucaps.h'),
    '#ifndef __ASM_CPUCAPS_H\n#  define ARM64_HAS_PAN 4 /* PAN */\n#define ARM64_KVM_PROTECTED_MODE 50\n#define ARM64_X (1)\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

function numbers(alternatives: readonly (number | string)[], ...folders: string[]): number[] {
  const paths = folders.map((name) => join(folder, name));
  return [...appliedPatches({ alternatives }, paths).numbers];
}

describe('the number of a capability', () => {
  test.each([
    ['is itself', [7, 3], [], [7, 3]],
    ['is in a header that the build makes', ['ARM64_KVM_PROTECTED_MODE'], ['made'], [29]],
    ['is in a header written by hand', ['ARM64_HAS_PAN', 9], ['hand'], [4, 9]],
    ['is that of the first folder', ['ARM64_KVM_PROTECTED_MODE'], ['none', 'hand', 'made'], [50]],
  ])('%s', (_, alternatives, folders, expected) => {
    expect(numbers(alternatives, ...folders)).toEqual(expected);
  });

  test.each([
    ['no header is there', 'ARM64_HAS_PAN', ['none'], 'no folder of headers has an asm/cpucaps.h'],
    ['it is misspelt', 'ARM64_HAS_PAM', ['hand'], "did you mean 'ARM64_HAS_PAN'?"],
    ['it is no number', 'ARM64_X', ['hand'], 'known here: ARM64_HAS_PAN, ARM64_KVM_PROTECTED_MODE'],
  ])('is not known where %s', (_, name, folders, note) => {
    expect(() => numbers([name], ...folders)).toThrow(
      expect.objectContaining({
        diagnostics: [
          expect.objectContaining({
            code: 'capability-unknown',
            note: expect.stringContaining(note),
          }),
        ],
      }),
    );
  });
});
