// Trials of the translation matrix on qemu-system-aarch64, all of them in one run of it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { translationRegisters } from '../dist/architecture/translation/controls.js';
import {
  codeBytes,
  layout,
  targetBytes,
} from '../dist/testing/machine/translation-matrix/layout.js';
import { stored } from '../dist/testing/machine/translation-matrix/trial.js';
import { modeOf } from '../dist/testing/machine/translation-matrix/walked.js';

const agent = join(import.meta.dirname, 'translation-matrix-agent.S');
const resultWords = 10;

function run(command, args) {
  const { status, error, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: 580_000,
  });
  if (error !== undefined || status !== 0) {
    process.stderr.write(
      `translation-matrix: error: ${command} fails: ${error?.message ?? stderr}\n  note: --qemu needs qemu-system-aarch64 and binutils for AArch64\n`,
    );
    process.exit(3);
  }
}

function wordsOf({ trial, physical }) {
  const { level, controls, stores, code, instruction, address } = trial;
  const own = layout.code[level === 2 ? 2 : 1];
  return [
    ...translationRegisters.map((name) => controls[name]),
    code,
    // EL2 translates its vectors only while it runs the trial itself.
    level === 2 ? code : layout.code[2],
    instruction === undefined ? address : code + layout.instruction,
    modeOf[level],
    address,
    stored.x1,
    stored.x2,
    BigInt(instruction?.word ?? 0),
    instruction === undefined ? 0n : own + layout.instruction,
    physical ?? 0n,
    BigInt(stores.size),
    ...[...stores].flat(),
  ];
}

/** What each of `{ trial, physical }` did, in the words of the agent. */
export function trialsOnQemu(trials) {
  const folder = mkdtempSync(join(tmpdir(), 'hcall-matrix-'));
  try {
    const file = (name) => join(folder, name);
    run('aarch64-linux-gnu-as', ['-march=armv8-a', '-o', file('agent.o'), agent]);
    run('aarch64-linux-gnu-ld', ['-Ttext=0x40080000', '-o', file('agent'), file('agent.o')]);
    writeFileSync(file('code'), Buffer.concat([codeBytes(1), codeBytes(2)]));
    writeFileSync(file('targets'), targetBytes());
    const path = file('results');
    const header = Buffer.alloc(0x1000);
    header.writeBigUInt64LE(BigInt(trials.length), 0);
    header.writeBigUInt64LE(BigInt(path.length), 8);
    header.write(path, 16);
    const words = trials.flatMap(wordsOf);
    writeFileSync(
      file('trials'),
      Buffer.concat([header, Buffer.from(BigUint64Array.from(words).buffer)]),
    );
    const load = (name, address) => [
      '-device',
      `loader,file=${file(name)},addr=${address},force-raw=on`,
    ];
    run('qemu-system-aarch64', [
      ...'-M virt,virtualization=on,secure=on,highmem=off -cpu cortex-a72 -m 512M'.split(' '),
      ...'-display none -monitor none -serial none -nodefaults -semihosting -kernel'.split(' '),
      file('agent'),
      ...load('code', '0x40200000'),
      ...load('trials', '0x44000000'),
      ...load('targets', '0x58000000'),
    ]);
    const results = readFileSync(path);
    return trials.map((_trial, index) => {
      const [taken, esr1, far1, esr2, far2, hpfar, x1, x2, memory] = Array.from(
        { length: resultWords },
        (_, word) => results.readBigUInt64LE((index * resultWords + word) * 8),
      );
      const level = Number(taken);
      const [esr, far] = level === 2 ? [esr2, far2] : [esr1, far1];
      return { level, esr: esr & 0xffff_ffffn, far, hpfar, x1, x2, memory };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
