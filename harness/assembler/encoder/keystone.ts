import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Const, Keystone, loadKeystone } from 'keystone-wasm';
import type { InstructionWord } from '../../architecture/a64/word.ts';
import { instructionAt, instructionBytes } from '../../architecture/a64/word.ts';

/**
 * Assembles one instruction in canonical text (render.ts), nothing else: labels and directives can crash or hang Keystone.
 * Undefined when Keystone refuses it.
 */
export type AssembleOne = (text: string) => InstructionWord | undefined;

let opened: Promise<AssembleOne> | undefined;

/**
 * The one Keystone of the process, the first that its module makes. A later instance gets memory that others used, and
 * does not set all of it: with keystone-wasm 1.0.4 the 63rd refused every logical immediate.
 */
export function openKeystone(): Promise<AssembleOne> {
  opened ??= loadAssembler();
  return opened;
}

/** Loads Keystone's WebAssembly from its package's own file, without the network. */
async function loadAssembler(): Promise<AssembleOne> {
  const entry = createRequire(import.meta.url).resolve('keystone-wasm');
  await loadKeystone({ wasmBinary: await readFile(join(dirname(entry), 'keystone.wasm')) });
  const keystone = new Keystone(Const.KS_ARCH_ARM64, Const.KS_MODE_LITTLE_ENDIAN);
  return (text) => {
    let bytes: Uint8Array;
    try {
      bytes = keystone.asm(text);
    } catch {
      return undefined;
    }
    // It can return success and no bytes, or more than one instruction.
    return bytes.length === instructionBytes ? instructionAt(bytes) : undefined;
  };
}
