import { decode } from '../architecture/a64/decode.ts';
import { branch } from '../architecture/a64/instructions.ts';
import { instructionWord } from '../architecture/a64/word.ts';
import { vectorTableSize, slotSize } from '../architecture/slot.ts';
import type { CodeWord } from '../coverage/code-words.ts';
import { depend } from './mutation-dependence.ts';
import type { Operator } from './mutation-operators.ts';
import { replacementsOf } from './mutation-operators.ts';

/** A small change of code, before it is known which tests reach it. */
export interface Mutation {
  readonly operator: Operator;
  /** As of a Replacement: no other of the same instruction has it. */
  readonly mistake: string;
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
    ...replacementsOf(word.word).map(({ operator, mistake, word: other }) => ({
      operator,
      mistake,
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
  return [
    {
      operator: 'swap-order',
      mistake: 'swap-order',
      of: first,
      originals: [first, second],
      writes,
    },
  ];
}

/** The branch at the start of a slot goes where the next slot's goes that has another target. */
function wrongSlot(word: CodeWord, byAddress: ReadonlyMap<bigint, CodeWord>): Mutation[] {
  const own = branchTarget(word);
  if (own === undefined || word.offset % slotSize !== 0) {
    return [];
  }
  const table = word.address - BigInt(word.offset);
  for (let further = slotSize; further < vectorTableSize; further += slotSize) {
    const offset = (word.offset + further) % vectorTableSize;
    const other = byAddress.get(table + BigInt(offset));
    const target = other === undefined ? undefined : branchTarget(other);
    if (target !== undefined && target !== own) {
      const distance = Number(target - word.address);
      const writes = [{ address: word.address, word: branch(distance) }];
      return [
        {
          operator: 'wrong-slot',
          mistake: 'wrong-slot',
          of: word,
          originals: [word],
          writes,
        },
      ];
    }
  }
  return [];
}

/** Where an unconditional branch goes. */
function branchTarget({ address, word }: CodeWord): bigint | undefined {
  const { control, condition } = decode(instructionWord(word))?.meaning ?? {};
  return control?.kind === 'branch' &&
    !control.call &&
    condition === undefined &&
    control.offset !== undefined
    ? address + BigInt(control.offset)
    : undefined;
}
