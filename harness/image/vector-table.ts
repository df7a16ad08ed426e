import { given } from '../collections/given.ts';
import { nop } from '../architecture/a64/instructions.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';
import type { Slot } from '../architecture/slot.ts';
import { slotOffset, slots, slotSize, vectorTableSize } from '../architecture/slot.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { flowOf } from './flow.ts';
import type { ImageLookup } from './lookup.ts';

const wordsPerSlot = slotSize / 4;

/**
 * The lint of a vector table (Arm ARM D1.4.1): 2 KiB aligned, all 16 slots there and used, none running over into the next.
 * Where it is loaded and where it is linked must both be aligned; the lower bits of VBAR_EL2 are ignored.
 */
export function lintVectorTable(lookup: ImageLookup, table: string): Diagnostic[] {
  const symbol = lookup.find(table);
  if (symbol === undefined) {
    return [];
  }
  const found: Diagnostic[] = [];
  const report = (
    code: Diagnostic['code'],
    address: bigint,
    message: string,
    note?: string,
  ): void => {
    found.push({
      code,
      severity: 'error',
      message,
      ...lookup.placeAt(address),
      ...given({ note }),
    });
  };
  const start = symbol.address;
  const section = lookup.sectionAt(start);
  if (section === undefined || !section.flags.execute) {
    report(
      'vector-table-not-executable',
      start,
      `vector table '${table}' is not in a section of code`,
    );
    return found;
  }
  for (const address of new Set([start, symbol.link])) {
    const over = address % BigInt(vectorTableSize);
    if (over !== 0n) {
      report(
        'vector-table-misaligned',
        start,
        `vector table '${table}' at 0x${address.toString(16)} is not 2 KiB aligned: expected a multiple of 0x800, found 0x${over.toString(16)} more`,
        `put '.align 11' before '${table}:'`,
      );
    }
  }
  for (const slot of slots) {
    const address = start + BigInt(slotOffset(slot));
    const name = `slot ${slot} (${table}+0x${slotOffset(slot).toString(16)})`;
    const words = slotWords(lookup, address);
    if (words === undefined) {
      report(
        'vector-table-short',
        start,
        `vector table '${table}' ends before its ${name}`,
        'a table has 16 slots of 0x80 bytes',
      );
      break;
    }
    if (isEmpty(words)) {
      report(
        'vector-slot-empty',
        address,
        `${name} has no instruction`,
        'branch to a panic routine',
      );
      continue;
    }
    const last = overrun(words);
    if (last !== undefined) {
      report(
        'vector-slot-overrun',
        address + BigInt(last * 4),
        `${name} runs over its end at 0x80 bytes into ${nextOf(slot)}`,
        'end it with a branch or an eret within 32 instructions',
      );
    }
  }
  return found;
}

function slotWords(lookup: ImageLookup, address: bigint): readonly InstructionWord[] | undefined {
  // The last slot of a section may be cut short after its last instruction.
  const words: InstructionWord[] = [];
  for (let index = 0; index < wordsPerSlot; index += 1) {
    const word = lookup.wordAt(address + BigInt(index * 4));
    if (word === undefined) {
      break;
    }
    words.push(word);
  }
  return words.length === 0 ? undefined : words;
}

/** The assembler pads code with NOP. */
function isEmpty(words: readonly InstructionWord[]): boolean {
  return words.every((word) => word === nop || word === 0);
}

/** The instruction from which execution leaves the slot by running over its end; undefined when none does. */
function overrun(words: readonly InstructionWord[]): number | undefined {
  const seen = new Set<number>();
  const waiting = [0];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    const word = words[index];
    if (word === undefined || seen.has(index)) {
      continue;
    }
    seen.add(index);
    const { next, target, call } = flowOf(word);
    if (next && index + 1 >= words.length) {
      return index;
    }
    if (next) {
      waiting.push(index + 1);
    }
    const landing = index + (target ?? 0) / 4;
    if (target !== undefined && call !== true && landing >= 0 && landing < words.length) {
      waiting.push(landing);
    }
  }
  return undefined;
}

function nextOf(slot: Slot): string {
  const next = slots[slots.indexOf(slot) + 1];
  return next === undefined ? 'what follows the table' : `slot ${next}`;
}
