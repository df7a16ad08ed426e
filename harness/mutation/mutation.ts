import { vectorTableSize, slotSize } from '../architecture/slot.ts';
import type { CodeWord } from '../coverage/code-words.ts';
import { depend } from './mutation-dependence.ts';
import type { Operator } from './mutation-operators.ts';
import { replacementsOf } from './mutation-operators.ts';

/** A small change of code, before it is known which tests reach it. */
export interface Mutation {
  readonly operator: Operator;
  /** The instruction that is changed; of two that are swapped, the first. */
  readonly of: CodeWord;
  readonly originals: readonly PlacedWord[];
  readonly writes: readonly PlacedWord[];
}

/** An instruction at its address. */
interface PlacedWord {
  readonly address: bigint;
  readonly word: number;
}

/** Every mutation of these instructions of one image, which are sorted by address. */
export function mutationsOf(
  words: readonly CodeWord[],
  isTable: (symbol: string) => boolean,
): Mutation[] {
  const byAddress = new Map(words.map((word) => [word.address, word]));
  return words.flatMap((word) => [
    ...replacementsOf(word.word).map(({ operator, word: other }) => ({
      operator,
      of: word,
      originals: [word],
      writes: [{ address: word.address, word: other }],
    })),
    ...swapped(word, byAddress.get(word.address + 4n)),
    ...(isTable(word.symbol) ? wrongSlot(word, byAddress) : []),
  ]);
}

function swapped(first: CodeWord, second: CodeWord | undefined): Mutation[] {
  if (
    second === undefined ||
    first.symbol !== second.symbol ||
    first.word === second.word ||
    !depend(first.word, second.word)
  ) {
    return [];
  }
  const writes = [
    { address: first.address, word: second.word },
    { address: second.address, word: first.word },
  ];
  return [{ operator: 'swap-order', of: first, originals: [first, second], writes }];
}

/** The branch at the start of a slot goes where the next slot's goes that has another target. */
function wrongSlot(word: CodeWord, byAddress: ReadonlyMap<bigint, CodeWord>): Mutation[] {
  const own = branchTarget(word);
  if (own === undefined || word.offset % slotSize !== 0) {
    return [];
  }
  const table = word.address - BigInt(word.offset);
  for (let distance = slotSize; distance < vectorTableSize; distance += slotSize) {
    const offset = (word.offset + distance) % vectorTableSize;
    const other = byAddress.get(table + BigInt(offset));
    const target = other === undefined ? undefined : branchTarget(other);
    if (target !== undefined && target !== own) {
      const words = Number(BigInt.asUintN(26, (target - word.address) / 4n));
      const writes = [{ address: word.address, word: (0x14000000 | words) >>> 0 }];
      return [{ operator: 'wrong-slot', of: word, originals: [word], writes }];
    }
  }
  return [];
}

/** Where an unconditional branch goes. */
function branchTarget({ address, word }: CodeWord): bigint | undefined {
  return (word & 0xfc000000) >>> 0 === 0x14000000
    ? address + BigInt.asIntN(28, BigInt(word & 0x3ffffff) << 2n)
    : undefined;
}
