import { describe, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { findPreprocessor } from '../assembler/preprocess.ts';

/**
 * Programs that some tests compare hcall with, or that read its reports. hcall itself does without, so that such tests are skipped where one is missing:
 * by their names, and with a line in the file that HCALL_SKIPPED names, which `.ci/run` prints. With HCALL_REQUIRE_TOOLS=1 they
 * fail instead.
 */
const tools = {
  binutils: {
    package: 'binutils-aarch64-linux-gnu',
    isAtHand: () =>
      ['as', 'ld', 'objcopy', 'objdump', 'addr2line'].every((name) =>
        answers(`aarch64-linux-gnu-${name}`, /./),
      ),
  },
  'gcc 12': {
    package: 'gcc-aarch64-linux-gnu',
    isAtHand: () => answers('aarch64-linux-gnu-gcc', /\(.*\) 12\./),
  },
  genhtml: { package: 'lcov', isAtHand: () => answers('genhtml', /LCOV/) },
  preprocessor: { package: 'cpp', isAtHand: () => findPreprocessor() !== undefined },
  prove: { package: 'perl', isAtHand: () => answers('prove', /TAP::Harness/) },
  qemu: { package: 'qemu-system-arm', isAtHand: () => answers('qemu-system-aarch64', /./) },
  xmllint: { package: 'libxml2-utils', isAtHand: () => answers('xmllint', /libxml/) },
  z3: { package: 'z3', isAtHand: () => answers('z3', /./) },
} as const;

export type TestTool = keyof typeof tools;

/** Whether a program is there and says of itself, with --version, what it must. */
function answers(program: string, wanted: RegExp): boolean {
  const { status, stdout, stderr } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return status === 0 && wanted.test(stdout + stderr);
}

const known = new Map<TestTool, boolean>();

export function isAtHand(tool: TestTool): boolean {
  const found = known.get(tool) ?? tools[tool].isAtHand();
  known.set(tool, found);
  return found;
}

/** A `describe` of tests that need a tool. */
export function describeWith(tool: TestTool, title: string, tests: () => void): void {
  if (isAtHand(tool)) {
    define(title, tests);
    return;
  }
  const want = `${title}: for want of ${tool} (apt-get install ${tools[tool].package})`;
  if (process.env['HCALL_REQUIRE_TOOLS'] === '1') {
    define(title, () => {
      check(`has ${tool}`, () => {
        throw new Error(want);
      });
    });
    return;
  }
  const list = process.env['HCALL_SKIPPED'];
  if (list !== undefined && list !== '') {
    appendFileSync(list, `${want}\n`);
  }
  skip(title, tests);
}

type Define = (title: string, tests: () => void) => void;
const define: Define = describe;
const { skip } = describe;
const check: Define = test;
