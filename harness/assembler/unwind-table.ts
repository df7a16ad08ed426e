import { distanceFinal, evaluate } from './evaluate.ts';
import { operation } from './frame.ts';
import type { Frame, FramePointer, FrameSections, FrameStep } from './frame.ts';
import { signedLeb, unsignedLeb } from './leb128.ts';
import type { Statement } from './statement.ts';
import type { AssemblySymbol, Expression } from './symbol.ts';

/** A place in the table that an address goes to, in so many bytes. */
interface Reference {
  readonly offset: number;
  readonly size: 2 | 4 | 8;
  /** As the distance from the place. */
  readonly isRelative: boolean;
  /** What is there: an address of the source, or an offset in the table itself. */
  readonly target: Expression | number;
  readonly frame: Frame;
}

/** The content of .eh_frame or .debug_frame. */
export interface UnwindTable {
  readonly bytes: Uint8Array;
  readonly references: readonly Reference[];
  readonly labels: readonly Label[];
}

/** A name for a place in the table. */
interface Label {
  readonly offset: number;
  readonly symbol: AssemblySymbol;
  readonly statement: Statement;
}

/** Of which of the two sections a table is. */
export type TableKind = keyof FrameSections;

/** A common information entry, and where it is. */
interface Common {
  readonly frame: Frame;
  readonly steps: readonly FrameStep[];
  readonly offset: number;
}

/** DW_EH_PE_pcrel | DW_EH_PE_sdata4 */
const startEncoding = 0x1b;
/** DW_EH_PE_pcrel, of the bits that say what an address counts from. */
const relative = 0x10;
const base = 0x70;
/** Bytes of an address by the lowest bits of its encoding: DW_EH_PE_absptr, udata2, udata4, udata8. */
const pointerSizes: Readonly<Record<number, 2 | 4 | 8>> = { 0: 8, 2: 2, 3: 4, 4: 8 };
/** Bytes; what distances and offsets are multiples of (binutils 2.40, gas/config/tc-aarch64.h). */
const codeAlignment = 4;
const dataAlignment = -8n;
/** DW_CFA_nop */
const padding = 0;
/** What marks a common entry: in .eh_frame, in .debug_frame. */
const commonMarks = { unwind: 0, debug: 0xffffffff } as const;

/** Whether GNU as for AArch64 writes an address in this way (DW_EH_PE_*). */
export function isPointerEncoding(encoding: number): boolean {
  const isKnownBase = (encoding & base) === 0 || (encoding & base) === relative;
  return encoding >= 0 && encoding < 0xff && isKnownBase && (encoding & 7) in pointerSizes;
}

/**
 * The frames of .cfi directives as call frame information (LSB 5.0, 10.6; DWARF 5, 6.4), laid out as GNU as 2.40 does
 * (gas/dw2gencfi.c): what functions have in common stands once, before the first of them. Distances in the code must be settled.
 */
export function unwindTable(frames: readonly Frame[], kind: TableKind): UnwindTable {
  return new TableWriter(kind).write(frames);
}

class TableWriter {
  readonly #kind: TableKind;
  readonly #bytes: number[] = [];
  readonly #references: Reference[] = [];
  readonly #labels: Label[] = [];
  /** The last one first. */
  readonly #commons: Common[] = [];

  constructor(kind: TableKind) {
    this.#kind = kind;
  }

  write(frames: readonly Frame[]): UnwindTable {
    for (const [index, frame] of frames.entries()) {
      const common = this.#commonOf(frame);
      const isLast = index === frames.length - 1;
      this.#entry(this.#kind === 'debug' || isLast ? 8 : 4, () => {
        this.#description(frame, common);
        this.#instructions(frame, frame.steps.slice(common.steps.length));
      });
    }
    const [references, labels] = [this.#references, this.#labels];
    return { bytes: Uint8Array.from(this.#bytes), references, labels };
  }

  /** Where the function is, how long it is, and what handles its exceptions. */
  #description(frame: Frame, common: Common): void {
    const start: Expression = { kind: 'symbol', symbol: frame.start };
    const length = distance(frame.start, frame.end);
    if (this.#kind === 'debug') {
      this.#refer({ size: 4, isRelative: false, target: common.offset, frame });
      this.#refer({ size: 8, isRelative: false, target: start, frame });
      this.#bytes.push(...word(length), ...word(0));
      return;
    }
    // From this field back to the common entry.
    this.#bytes.push(...word(this.#bytes.length - common.offset));
    this.#refer({ size: 4, isRelative: true, target: start, frame });
    this.#bytes.push(...word(length));
    const { handlers } = frame;
    this.#bytes.push(...unsignedLeb(BigInt(handlers === undefined ? 0 : sizeOf(handlers))));
    if (handlers !== undefined) {
      this.#pointer(handlers, frame);
    }
  }

  /** The last common entry whose instructions a function begins with; written first where there is none yet. */
  #commonOf(frame: Frame): Common {
    const found = this.#commons.find(
      (common) => beginsWith(frame, common.steps) && this.#isShared(common.frame, frame),
    );
    if (found !== undefined) {
      return found;
    }
    const steps = commonSteps(frame);
    const common = { frame, steps, offset: this.#bytes.length };
    this.#commons.unshift(common);
    this.#entry(this.#kind === 'debug' ? 8 : 4, () => {
      this.#bytes.push(...word(commonMarks[this.#kind]), 1);
      this.#bytes.push(...Buffer.from(`${this.#augmentation(frame)}\0`));
      this.#bytes.push(...unsignedLeb(BigInt(codeAlignment)), ...signedLeb(dataAlignment));
      this.#bytes.push(frame.returnColumn);
      if (this.#kind === 'unwind') {
        this.#augmentationData(frame);
      }
      this.#instructions(frame, steps);
    });
    return common;
  }

  #isShared(a: Frame, b: Frame): boolean {
    const isSame =
      a.returnColumn === b.returnColumn &&
      a.isSignalFrame === b.isSignalFrame &&
      a.usesKeyB === b.usesKeyB &&
      a.isTagged === b.isTagged;
    return (
      isSame &&
      (this.#kind === 'debug' ||
        (a.handlers?.encoding === b.handlers?.encoding &&
          isSamePointer(a.personality, b.personality)))
    );
  }

  /** 'z' and 'R' as always, 'P' and 'L' for exceptions; 'B' and 'G' are AArch64's, 'S' marks a signal frame. */
  #augmentation(frame: Frame): string {
    const { personality, handlers, usesKeyB, isTagged, isSignalFrame } = frame;
    const signal = isSignalFrame ? 'S' : '';
    if (this.#kind === 'debug') {
      return signal;
    }
    const exceptions = `${personality === undefined ? '' : 'P'}${handlers === undefined ? '' : 'L'}`;
    return `z${exceptions}R${usesKeyB ? 'B' : ''}${isTagged ? 'G' : ''}${signal}`;
  }

  #augmentationData(frame: Frame): void {
    const { personality, handlers } = frame;
    const size =
      1 +
      (personality === undefined ? 0 : 1 + sizeOf(personality)) +
      (handlers === undefined ? 0 : 1);
    this.#bytes.push(...unsignedLeb(BigInt(size)));
    if (personality !== undefined) {
      this.#bytes.push(personality.encoding);
      this.#pointer(personality, frame);
    }
    if (handlers !== undefined) {
      this.#bytes.push(handlers.encoding);
    }
    this.#bytes.push(startEncoding);
  }

  #pointer(pointer: FramePointer, frame: Frame): void {
    const isRelative = (pointer.encoding & base) === relative;
    this.#refer({ size: sizeOf(pointer), isRelative, target: pointer.expression, frame });
  }

  #instructions(frame: Frame, steps: readonly FrameStep[]): void {
    let at = frame.start;
    for (const step of steps) {
      switch (step.kind) {
        case 'bytes':
          this.#bytes.push(...step.bytes);
          break;
        case 'label':
          this.#labels.push({ ...step, offset: this.#bytes.length });
          break;
        case 'advance':
          this.#bytes.push(...advance(Math.floor(distance(at, step.to) / codeAlignment)));
          at = step.to;
      }
    }
  }

  #refer(reference: Omit<Reference, 'offset'>): void {
    this.#references.push({ ...reference, offset: this.#bytes.length });
    this.#bytes.push(...Array.from({ length: reference.size }, () => 0));
  }

  /** An entry behind its length, padded so that the next begins at a multiple of `alignment`. */
  #entry(alignment: number, write: () => void): void {
    const start = this.#bytes.length;
    this.#bytes.push(...word(0));
    write();
    while (this.#bytes.length % alignment !== 0) {
      this.#bytes.push(padding);
    }
    this.#bytes.splice(start, 4, ...word(this.#bytes.length - start - 4));
  }
}

function sizeOf({ encoding }: FramePointer): 2 | 4 | 8 {
  return pointerSizes[encoding & 7] ?? 8;
}

function isSamePointer(a: FramePointer | undefined, b: FramePointer | undefined): boolean {
  if (a === undefined || b === undefined) {
    return a === b;
  }
  const [one, other] = [a, b].map(({ expression }) => evaluate(expression, distanceFinal));
  return (
    a.encoding === b.encoding &&
    one?.symbol === other?.symbol &&
    one?.minus === other?.minus &&
    one?.constant === other?.constant
  );
}

/** The instructions at a function's beginning that others may share: they stand in the common entry that it makes. */
function commonSteps({ steps }: Frame): readonly FrameStep[] {
  const end = steps.findIndex((step) => step.kind !== 'bytes' || !step.isCommon);
  return end < 0 ? steps : steps.slice(0, end);
}

/** Whether a function's first instructions are these. */
function beginsWith({ steps }: Frame, first: readonly FrameStep[]): boolean {
  return first.every((step, index) => {
    const own = steps[index];
    return (
      step.kind === 'bytes' && own?.kind === 'bytes' && step.bytes.join(' ') === own.bytes.join(' ')
    );
  });
}

function advance(scaled: number): readonly number[] {
  if (scaled === 0) {
    return [];
  }
  if (scaled < 0x40) {
    return [operation.advance | scaled];
  }
  if (scaled <= 0xff) {
    return [operation.advance1, scaled];
  }
  if (scaled <= 0xffff) {
    return [operation.advance2, ...word(scaled).slice(0, 2)];
  }
  return [operation.advance4, ...word(scaled)];
}

/** Bytes from one place to another of the same section; 0 where there is none, which is reported elsewhere. */
function distance(from: AssemblySymbol, to: AssemblySymbol | undefined): number {
  const [a, b] = [to?.definition, from.definition];
  if (a?.kind !== 'label' || b.kind !== 'label') {
    return 0;
  }
  return Number(distanceFinal(a, b) ?? 0n);
}

function word(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24];
}
