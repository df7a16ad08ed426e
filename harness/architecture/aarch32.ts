import type { ExceptionCause } from './exception-cause.ts';
import { exceptionLevel, pstateBits } from './pstate.ts';

/** HVC in A32 (F5.1.59): imm16 is imm12:imm4; in T32 it is imm4:imm12. */
function hvcImmediate(word: number, t32: boolean): number | undefined {
  if (t32) {
    const matches = (word & 0xf000fff0) === (0x8000f7e0 | 0);
    return matches ? ((word & 0xf) << 12) | ((word >>> 16) & 0xfff) : undefined;
  }
  const matches = (word & 0xfff000f0) === (0xe1400070 | 0);
  return matches ? ((word >>> 4) & 0xfff0) | (word & 0xf) : undefined;
}

/**
 * The exception that an AArch32 HVC causes; undefined for every other instruction. A T32 word has its first halfword
 * in the low half, as memory has.
 */
export function aarch32Hvc(word: number, pstate: bigint): ExceptionCause | undefined {
  const immediate = hvcImmediate(word, (pstate & pstateBits.t) !== 0n);
  if (immediate === undefined) {
    return undefined;
  }
  return exceptionLevel(pstate) === 0 ? { kind: 'undefined' } : { kind: 'hvc', immediate };
}
