import { formOf } from '../architecture/a64/decode.ts';
import { instructionText } from '../assembler/encoder/instruction-text.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';
import { storeInstruction } from '../architecture/a64/word.ts';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Capstone, Const, loadCapstone } from 'capstone-wasm';

/*
 * Words of this room. A disassembler gives the text of an instruction word, as objdump writes it.
 */

/** Turns A64 words into text. */
export interface Disassembler {
  /** One instruction at its address, `hvc #0x1`; `.inst 0xfffffff0` for a word that is none. */
  disassemble(word: InstructionWord, address: bigint): string;
}

/** What Capstone writes by number: hints and system registers that it has no name for. */
const isUnnamed = (text: string): boolean => /^hint |\bs[0-3]_[0-7]_c\d/.test(text);

/**
 * Capstone writes what Armv8.0 has; what came later, and what Capstone has no name for, is written by the syntaxes of
 * the table of instructions.
 */
class CapstoneAndTableDisassembler implements Disassembler {
  readonly #capstone = new Capstone(Const.CS_ARCH_ARM64, Const.CS_MODE_LITTLE_ENDIAN);
  readonly #bytes = new Uint8Array(4);

  disassemble(word: InstructionWord, address: bigint): string {
    const isLater = formOf(word)?.feature !== undefined;
    const other = isLater ? undefined : this.#capstoneText(word, address);
    if (other !== undefined && !isUnnamed(other)) {
      return other;
    }
    return (
      instructionText(word, address) ??
      other ??
      this.#capstoneText(word, address) ??
      `.inst 0x${word.toString(16).padStart(8, '0')}`
    );
  }

  #capstoneText(word: InstructionWord, address: bigint): string | undefined {
    storeInstruction(this.#bytes, 0, word);
    const instruction = this.#decode(address);
    return instruction && `${instruction.mnemonic} ${instruction.opStr}`.trim();
  }

  #decode(address: bigint): { readonly mnemonic: string; readonly opStr: string } | undefined {
    try {
      return this.#capstone.disasm(this.#bytes, { address, count: 1 })[0];
    } catch {
      // This is how Capstone says that the word is no instruction.
      return undefined;
    }
  }
}

let loading: Promise<void> | undefined;

/** Loads Capstone at the first call. */
export async function createDisassembler(): Promise<Disassembler> {
  loading ??= load();
  await loading;
  return new CapstoneAndTableDisassembler();
}

/** The package looks for its module by URL, which fetch cannot read: give it the bytes. */
async function load(): Promise<void> {
  const main = createRequire(import.meta.url).resolve('capstone-wasm');
  await loadCapstone({ wasmBinary: await readFile(join(dirname(main), 'capstone.wasm')) });
}
