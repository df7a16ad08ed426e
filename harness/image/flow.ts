import { decode } from '../architecture/a64/decode.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';

/** Where execution can go after an instruction, besides into an exception. */
export interface Flow {
  /** The next instruction may run: at once, or when a call returns. */
  readonly next: boolean;
  /** Bytes from this instruction to a direct branch's target. */
  readonly target?: number;
  /** BL or BLR: the target is another function. */
  readonly call?: boolean;
}

/** Exceptions that come back to the next instruction. UDF, BRK, HLT and DCPS do not by themselves. */
const returning: ReadonlySet<string> = new Set(['svc', 'hvc', 'smc']);

/** What an instruction does to the flow; one that the table has not goes on. */
export function flowOf(word: InstructionWord): Flow {
  const { control, condition } = decode(word)?.meaning ?? {};
  switch (control?.kind) {
    case 'branch': {
      const { offset: target, call } = control;
      return {
        next: call || condition !== undefined,
        ...(target === undefined ? {} : { target }),
        ...(call ? { call } : {}),
      };
    }
    case 'exception':
      return { next: returning.has(control.instruction) };
    case 'exception-return':
      return { next: false };
    case 'wait':
    case undefined:
      return { next: true };
  }
}
