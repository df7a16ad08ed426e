import { instructionBytes, instructionsOf } from '../../architecture/a64/word.ts';
import type { InstructionWord } from '../../architecture/a64/word.ts';
import {
  decodeInstruction,
  isLoadExclusive,
  mayMisalignSp,
} from '../../architecture/instruction.ts';
import type { Instruction } from '../../architecture/instruction.ts';
import { loadAlignment } from '../../architecture/memory-access.ts';
import type { RegisterName } from '../../architecture/registers.ts';
import { hcrTrapBit } from '../../architecture/traps.ts';
import { UC } from './binding.ts';
import { isCountedBranch } from './instruction-count.ts';
import type { Processor } from './processor.ts';

/**
 * What the fast engine must do at an instruction.
 * - 'stop': the machine does the instruction itself; the engine never runs it.
 * - 'attend': the machine looks at it first, and then lets the engine run it.
 * - 'trace': it may write system registers.
 * - 'count': execution may go on far from it, or close a loop.
 * - 'align': it may load from an address that is not aligned.
 */
type Attention = 'stop' | 'attend' | 'trace' | 'count' | 'align';

/** Registers that decide what the machine must check: after a write of one, it looks anew. */
const controls: ReadonlySet<string> = new Set<RegisterName>([
  'sctlr_el1',
  'sctlr_el2',
  'hcr_el2',
  'cptr_el2',
  'cpacr_el1',
  'mdcr_el2',
]);

/** The engine keeps bits 10:5 of them, which are RES0: the machine writes them itself. */
const vectorBases: ReadonlySet<string> = new Set<RegisterName>(['vbar_el1', 'vbar_el2']);

/** Whether the machine must step over the instruction and then look at the state anew. */
export function changesRules(instruction: Instruction, word: InstructionWord): boolean {
  if (instruction.kind === 'msr') {
    return controls.has(instruction.operand);
  }
  if (instruction.kind === 'msr-immediate') {
    return instruction.operand === 'spsel';
  }
  return mayMisalignSp(word);
}

function attentionTo(address: number, word: InstructionWord): Attention | undefined {
  const instruction = decodeInstruction(word);
  switch (instruction.kind) {
    case 'hvc':
    case 'svc':
    case 'smc':
    case 'brk':
    case 'hlt':
    case 'eret':
    case 'wfi':
    case 'wfe':
    case 'sev':
    case 'sevl':
      return 'stop';
    case 'fp':
      return 'attend';
    case 'msr':
      if (vectorBases.has(instruction.operand)) {
        return 'stop';
      }
      return changesRules(instruction, word) ? 'attend' : 'trace';
    case 'dc':
      return instruction.operand === 'zva' ? 'stop' : 'trace';
    case 'tlbi':
    case 'ic':
    case 'at':
    case 'sys':
      return 'trace';
    case 'mrs':
      return hcrTrapBit(instruction) === 0n ? undefined : 'trace';
    case 'branch':
      if (instruction.offset === 0 && !instruction.conditional) {
        return 'stop';
      }
      return isCountedBranch(instruction) ? 'count' : undefined;
    case 'branch-register':
      return 'count';
    case 'load-store':
      if (isLoadExclusive(word) || changesRules(instruction, word)) {
        return 'attend';
      }
      return attentionToLoad(address, word);
    case 'msr-immediate':
    case 'other':
      return changesRules(instruction, word) ? 'attend' : undefined;
    case 'sysl':
    case 'isb':
    case 'dsb':
    case 'dmb':
      return undefined;
  }
}

function attentionToLoad(address: number, word: InstructionWord): Attention | undefined {
  const alignment = loadAlignment(word);
  if (alignment === undefined) {
    return undefined;
  }
  const { base, offset, element } = alignment;
  if (base !== 'pc') {
    return 'align';
  }
  return (address + offset) % element === 0 ? undefined : 'attend';
}

interface Interval {
  readonly begin: number;
  readonly end: number;
}

interface Hook {
  readonly attention: Attention;
  readonly handle: number;
}

/** Callback pointers by kind of attention. */
export type AttentionCallbacks = Readonly<Record<Attention, number>>;

/**
 * Which instructions of the fast engine have a hook. All code that was placed from outside is scanned; the gaps
 * between are hooked as a whole, so that the engine cannot run an instruction that was never looked at.
 */
export class CodeMap {
  readonly #processor: Processor;
  readonly #callbacks: AttentionCallbacks;
  readonly #unhook: (handle: number) => void;
  readonly #hooks = new Map<number, Hook>();
  readonly #pinned = new Set<number>();
  readonly #regions: { readonly begin: number; readonly end: number; gaps: number[] }[] = [];
  /** Sorted, not touching. */
  #scanned: Interval[] = [];
  /** Of all that is scanned. */
  #begin = Infinity;
  #end = 0;

  constructor(
    processor: Processor,
    callbacks: AttentionCallbacks,
    unhook: (handle: number) => void,
  ) {
    this.#processor = processor;
    this.#callbacks = callbacks;
    this.#unhook = unhook;
  }

  addRegion(begin: number, end: number): void {
    const region = { begin, end, gaps: [] };
    this.#regions.push(region);
    this.#hookGaps(region);
  }

  /** Whether the instruction at `address` was looked at. */
  isScanned(address: number): boolean {
    return this.overlaps(address, 4);
  }

  /** Whether any of these bytes are scanned code. */
  overlaps(address: number, size: number): boolean {
    // Most stores are far from all code.
    if (address >= this.#end || address + size <= this.#begin) {
      return false;
    }
    for (const { begin, end } of this.#scanned) {
      if (address < end && address + size > begin) {
        return true;
      }
    }
    return false;
  }

  /** Takes these bytes, at a multiple of 4, as code. */
  scan(address: number, bytes: Uint8Array): void {
    const end = address + bytes.length;
    const covered = this.#scanned.some((each) => address >= each.begin && end <= each.end);
    if (!covered) {
      this.#addScanned({ begin: address, end });
    }
    for (const [index, word] of instructionsOf(bytes).entries()) {
      this.#classify(address + index * instructionBytes, word);
    }
    this.#processor.forgetCode(address, bytes.length);
  }

  /** Looks at the instruction at `address` whatever it is, from now on. */
  pin(stop: bigint): void {
    const address = Number(stop);
    if (this.#pinned.has(address)) {
      return;
    }
    this.#pinned.add(address);
    const hook = this.#hooks.get(address);
    if (hook?.attention === 'stop') {
      return;
    }
    this.#set(address, 'attend');
    this.#processor.forgetCode(address, 4);
  }

  #classify(address: number, word: InstructionWord): void {
    const attention = attentionTo(address, word);
    const pinned = this.#pinned.has(address) && attention !== 'stop';
    this.#set(address, pinned ? 'attend' : attention);
  }

  #set(address: number, attention: Attention | undefined): void {
    const hook = this.#hooks.get(address);
    if (hook?.attention === attention) {
      return;
    }
    if (hook !== undefined) {
      this.#unhook(hook.handle);
    }
    if (attention === undefined) {
      this.#hooks.delete(address);
      return;
    }
    const callback = this.#callbacks[attention];
    const handle = this.#processor.hook(UC.HOOK_CODE, callback, address, address);
    this.#hooks.set(address, { attention, handle });
  }

  #addScanned(added: Interval): void {
    let { begin, end } = added;
    const apart = this.#scanned.filter((each) => {
      const touches = each.begin <= end && each.end >= begin;
      if (touches) {
        begin = Math.min(begin, each.begin);
        end = Math.max(end, each.end);
      }
      return !touches;
    });
    this.#scanned = [...apart, { begin, end }].toSorted((a, b) => a.begin - b.begin);
    this.#begin = Math.min(this.#begin, begin);
    this.#end = Math.max(this.#end, end);
    for (const region of this.#regions) {
      if (added.begin < region.end && added.end > region.begin) {
        this.#hookGaps(region);
      }
    }
  }

  #hookGaps(region: { readonly begin: number; readonly end: number; gaps: number[] }): void {
    for (const handle of region.gaps) {
      this.#unhook(handle);
    }
    region.gaps = [];
    let from = region.begin;
    const inside = this.#scanned.filter((each) => each.begin < region.end && each.end > from);
    for (const { begin, end } of [...inside, { begin: region.end, end: region.end }]) {
      if (begin > from) {
        const callback = this.#callbacks.attend;
        region.gaps.push(this.#processor.hook(UC.HOOK_CODE, callback, from, begin - 1));
      }
      from = end;
    }
  }
}
