import { decodeInstruction } from '../architecture/instruction.ts';

/** Where execution can go after an instruction, besides into an exception. */
export interface Flow {
  /** The next instruction may run: at once, or when a call returns. */
  readonly next: boolean;
  /** Bytes from this instruction to a direct branch's target. */
  readonly target?: number;
  /** BL or BLR: the target is another function. */
  readonly call?: boolean;
}

/** What the instruction in a word does to the flow. UDF, BRK, HLT and DCPS do not go on by themselves; SVC, HVC and SMC do. */
export function flowOf(word: number): Flow {
  const instruction = decodeInstruction(word);
  switch (instruction.kind) {
    case 'branch': {
      const { offset, link, conditional } = instruction;
      return { next: link || conditional, target: offset, ...(link ? { call: true } : {}) };
    }
    case 'branch-register':
      return instruction.link ? { next: true, call: true } : { next: false };
    case 'eret':
    case 'brk':
    case 'hlt':
      return { next: false };
    default:
      return otherFlow(word);
  }
}

/** Instructions that the CPU of the machine does not have, or that it need not tell apart. */
function otherFlow(word: number): Flow {
  // The authenticated branches of FEAT_PAuth; opc 24:21 is 1 or 9 for BLRAA.
  if ((word & 0xfe000000) >>> 0 === 0xd6000000) {
    return ((word >>> 21) & 7) === 1 ? { next: true, call: true } : { next: false };
  }
  const debugState = (word & 0xffe0001c) >>> 0 === 0xd4a00000;
  const undefinedByDesign = (word & 0xffff0000) === 0;
  return { next: !debugState && !undefinedByDesign };
}
