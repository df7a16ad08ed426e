// Pairs of the trap matrix on qemu-system-aarch64, all of them in one run of it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const agent = join(import.meta.dirname, 'trap-matrix-agent.S');
const order =
  'sctlr_el1 cntkctl_el1 pmuserenr_el0 mdscr_el1 cpacr_el1 hcr_el2 cptr_el2 mdcr_el2 cnthctl_el2'.split(
    ' ',
  );
/** Data and Instruction Aborts: the instruction was let through. */
const aborts = new Set([0x20, 0x21, 0x24, 0x25]);

function run(command, args) {
  const { status, error, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: 280_000,
  });
  if (error !== undefined || status !== 0) {
    process.stderr.write(
      `trap-matrix: error: ${command} fails: ${error?.message ?? stderr}\n  note: --qemu needs qemu-system-aarch64 and binutils for AArch64\n`,
    );
    process.exit(3);
  }
}

/** Where each of the pairs `{ word, level, values }` goes: `EL2 0x6230e4b9` or `runs`. */
export function destinationsOnQemu(pairs) {
  const folder = mkdtempSync(join(tmpdir(), 'hcall-matrix-'));
  try {
    const file = (name) => join(folder, name);
    run('aarch64-linux-gnu-as', ['-march=armv8-a', '-o', file('agent.o'), agent]);
    run('aarch64-linux-gnu-ld', ['-Ttext=0x40080000', '-o', file('agent'), file('agent.o')]);

    const indexes = new Map();
    for (const { values } of pairs) {
      if (!indexes.has(values)) {
        indexes.set(values, indexes.size);
      }
    }
    const settings = [...indexes.keys()].flatMap((values) => order.map((name) => values.get(name)));
    writeFileSync(file('settings'), new Uint8Array(BigUint64Array.from(settings).buffer));
    const path = file('results');
    const header = Buffer.alloc(0x1000);
    header.writeBigUInt64LE(BigInt(pairs.length), 0);
    header.writeBigUInt64LE(BigInt(path.length), 8);
    header.write(path, 16);
    const words = pairs.flatMap(({ word, level, values }) => [
      word,
      (indexes.get(values) << 1) | level,
    ]);
    writeFileSync(
      file('pairs'),
      Buffer.concat([header, Buffer.from(Uint32Array.from(words).buffer)]),
    );

    const load = (name, address) => [
      '-device',
      `loader,file=${file(name)},addr=${address},force-raw=on`,
    ];
    run('qemu-system-aarch64', [
      ...'-M virt,virtualization=on,secure=on -cpu cortex-a72 -m 512M'.split(' '),
      ...'-display none -monitor none -serial none -nodefaults -semihosting -kernel'.split(' '),
      file('agent'),
      ...load('settings', '0x44000000'),
      ...load('pairs', '0x48000000'),
    ]);
    const results = readFileSync(path);
    return pairs.map((_pair, index) => {
      const esr = results.readUInt32LE(index * 8);
      const level = results.readUInt32LE(index * 8 + 4);
      return level === 0 || aborts.has(esr >>> 26) ? 'runs' : `EL${level} 0x${esr.toString(16)}`;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
