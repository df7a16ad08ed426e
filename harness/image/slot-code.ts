import { nop } from '../architecture/a64/instructions.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';
import { instructionBytes } from '../architecture/a64/word.ts';
import type { Slot } from '../architecture/slot.ts';
import { slotOffset, slots, slotSize, vectorTableSize } from '../architecture/slot.ts';
import { flowOf } from './flow.ts';
import type { ImageSymbol } from './image.ts';
import { lintMarkerOf } from './lint-marker.ts';
import type { ImageLookup } from './lookup.ts';

const wordsPerSlot = slotSize / instructionBytes;

/** What stands in a slot of a vector table. */
export interface SlotCode {
  readonly slot: Slot;
  /** Physical. */
  readonly address: bigint;
  /** `missing`: the table ends before it. `empty`: padding alone. */
  readonly kind: 'missing' | 'empty' | 'code';
  /** The instruction from which execution can run over the end of the slot. */
  readonly overrun?: bigint;
  /** It is an instruction of its own, neither padding nor a call: the slot is too long, and the next one has its rest. */
  readonly isTooLong?: true;
  /** Calls in it that are marked not to come back, and need not be: execution does not run over the end either way. */
  readonly needless?: readonly bigint[];
}

/** All 16 slots of a table. The last one may run on: nothing is behind it that another exception enters. */
export function slotsOf(lookup: ImageLookup, table: ImageSymbol): SlotCode[] {
  const end = tableEnd(table);
  return slots.map((slot, index): SlotCode => {
    const address = table.address + BigInt(slotOffset(slot));
    const words = address < end ? slotWords(lookup, address) : [];
    if (words.length === 0) {
      return { slot, address, kind: 'missing' };
    }
    if (isPadding(words)) {
      return { slot, address, kind: 'empty' };
    }
    const marked = words.flatMap((_, word) =>
      lintMarkerOf(lookup.lineAt(addressOf(address, word))?.text) === 'no-return' ? [word] : [],
    );
    const last = index + 1 === slots.length;
    const over = last ? undefined : overrun(words, new Set(marked));
    const needless = marked.filter(
      (word) => last || overrun(words, new Set(marked.filter((other) => other !== word))) === over,
    );
    return {
      slot,
      address,
      kind: 'code',
      ...(over === undefined ? {} : { overrun: addressOf(address, over) }),
      ...(isOwnCode(words[over ?? words.length]) ? { isTooLong: true } : {}),
      ...(needless.length === 0
        ? {}
        : { needless: needless.map((word) => addressOf(address, word)) }),
    };
  });
}

function addressOf(slot: bigint, word: number): bigint {
  return slot + BigInt(word * instructionBytes);
}

/**
 * Where a table ends. The size of its symbol counts where it can only be that of a table, of several slots: code behind a
 * table of a boot loader, which may have fewer than 16, is no slot of it.
 */
function tableEnd({ address, size }: ImageSymbol): bigint {
  const isTable = size >= BigInt(2 * slotSize) && size < BigInt(vectorTableSize);
  return address + (isTable ? size : BigInt(vectorTableSize));
}

/** The last slot of a section may be cut short after its last instruction. */
function slotWords(lookup: ImageLookup, address: bigint): readonly InstructionWord[] {
  const words: InstructionWord[] = [];
  for (let index = 0; index < wordsPerSlot; index += 1) {
    const word = lookup.wordAt(addressOf(address, index));
    if (word === undefined) {
      break;
    }
    words.push(word);
  }
  return words;
}

function isPadding(words: readonly InstructionWord[]): boolean {
  return words.every(isPaddingWord);
}

/** The assembler pads code with NOP, a linker with zeros. */
function isPaddingWord(word: InstructionWord): boolean {
  return word === nop || word === 0;
}

function isOwnCode(word: InstructionWord | undefined): boolean {
  return word !== undefined && !isPaddingWord(word) && flowOf(word).call !== true;
}

/**
 * The instruction from which execution leaves the slot by running over its end; undefined when none does. `ends`: calls that do
 * not come back.
 */
function overrun(words: readonly InstructionWord[], ends: ReadonlySet<number>): number | undefined {
  const seen = new Set<number>();
  const waiting = [0];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    const word = words[index];
    if (word === undefined || seen.has(index)) {
      continue;
    }
    seen.add(index);
    const { next, target, call } = flowOf(word);
    const runsOn = next && !(call === true && ends.has(index));
    if (runsOn && index + 1 >= words.length) {
      return index;
    }
    if (runsOn) {
      waiting.push(index + 1);
    }
    const landing = index + (target ?? 0) / instructionBytes;
    if (target !== undefined && call !== true && landing >= 0 && landing < words.length) {
      waiting.push(landing);
    }
  }
  return undefined;
}
