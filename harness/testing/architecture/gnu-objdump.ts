import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Debian's binutils-aarch64-linux-gnu. */
const program = 'aarch64-linux-gnu-objdump';

/** The text of each word, as objdump writes it; undefined for what it takes for no instruction. */
export function disassembleWithGnu(words: readonly number[]): (string | undefined)[] {
  const folder = mkdtempSync(join(tmpdir(), 'hcall-objdump-'));
  try {
    const file = join(folder, 'words.bin');
    writeFileSync(file, Uint32Array.from(words));
    const { stdout } = spawnSync(program, ['-D', '-z', '-b', 'binary', '-m', 'aarch64', file], {
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
    });
    const texts = [...stdout.matchAll(/^ *[\da-f]+:\t[\da-f]{8} \t(.*)$/gm)].map(
      ([, text]) => text,
    );
    if (texts.length !== words.length) {
      throw new Error(`objdump has ${texts.length} lines for ${words.length} words`);
    }
    return texts.map((text) =>
      text === undefined || text.includes('undefined') ? undefined : text,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
