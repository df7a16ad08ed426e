/** Where execution can go after an instruction, besides into an exception (Arm ARM C4.1.66, branches and system instructions). */
interface Flow {
  /** The next instruction may run: at once, or when a call returns. */
  readonly next: boolean;
  /** Bytes from this instruction to a direct branch's target. */
  readonly target?: number;
  /** BL or BLR: the target is another function. */
  readonly call?: boolean;
}

const ahead: Flow = { next: true };
const stop: Flow = { next: false };

/** What the instruction in a word does to the flow. Words that are no instruction count as UDF: execution does not pass them. */
function flowOf(word: number): Flow {
  if (matches(word, 0xfc000000, 0x14000000)) return { next: false, target: offset(word, 0, 26) };
  if (matches(word, 0xfc000000, 0x94000000)) {
    return { next: true, target: offset(word, 0, 26), call: true };
  }
  if (matches(word, 0xff000000, 0x54000000)) {
    // B.AL and B.NV are always taken.
    return { next: (word & 0xe) !== 0xe, target: offset(word, 5, 19) };
  }
  if (matches(word, 0x7e000000, 0x34000000)) return { next: true, target: offset(word, 5, 19) };
  if (matches(word, 0x7e000000, 0x36000000)) return { next: true, target: offset(word, 5, 14) };
  if (matches(word, 0xfe000000, 0xd6000000)) {
    // opc 24:21: BLR and its authenticated forms return, BR, RET, ERET and DRPS do not.
    const returns = ((word >>> 21) & 7) === 1;
    return returns ? { next: true, call: true } : stop;
  }
  // UDF, BRK, HLT and DCPS do not go on by themselves; SVC, HVC and SMC do.
  if (matches(word, 0xffff0000, 0)) return stop;
  if (matches(word, 0xff000000, 0xd4000000)) return (word & 0xe00000) === 0 ? ahead : stop;
  return ahead;
}

function matches(word: number, mask: number, value: number): boolean {
  return (word & mask) >>> 0 === value;
}

/** A signed distance in words, from `width` bits at `low`, in bytes. */
function offset(word: number, low: number, width: number): number {
  return ((word << (32 - low - width)) >> (32 - width)) * 4;
}

export { flowOf };
export type { Flow };
