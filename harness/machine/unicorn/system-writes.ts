import type { InstructionWord } from '../../architecture/a64/word.ts';
import { decodeInstruction } from '../../architecture/instruction.ts';
import { findEncoding } from '../../architecture/registers.ts';
import { engineSystemRegisters } from './register-file.ts';

const everyIndex: readonly number[] = [...engineSystemRegisters.keys()];
const indexOf: ReadonlyMap<string, number> = new Map(
  engineSystemRegisters.map(({ name }, index) => [name, index]),
);
const group = (crn: number): readonly number[] =>
  everyIndex.filter((index) => engineSystemRegisters[index]?.encoding?.crn === crn);
/** Performance monitors and timers are views of one another. */
const groups: ReadonlyMap<number, readonly number[]> = new Map([9, 14].map((n) => [n, group(n)]));

const byWord = new Map<number, readonly number[]>();

function compute(word: InstructionWord): readonly number[] {
  const instruction = decodeInstruction(word);
  switch (instruction.kind) {
    case 'msr': {
      const views = groups.get(instruction.encoding.crn);
      if (views !== undefined) {
        return views;
      }
      const index = indexOf.get(findEncoding(instruction.encoding)?.name ?? '');
      return index === undefined ? everyIndex : [index];
    }
    case 'at':
      return [indexOf.get('par_el1') ?? 0];
    case 'sys':
    case 'sysl':
      return everyIndex;
    default:
      return [];
  }
}

/** Indexes into `engineSystemRegisters` of what the instruction may write. */
export function systemWrites(word: InstructionWord): readonly number[] {
  let indexes = byWord.get(word | 0);
  if (indexes === undefined) {
    indexes = compute(word);
    byWord.set(word | 0, indexes);
  }
  return indexes;
}
