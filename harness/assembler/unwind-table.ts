import { distanceFinal } from './evaluate.ts';
import { operation } from './frame.ts';
import type { Frame, FrameStep } from './frame.ts';
import { signedLeb, unsignedLeb } from './leb128.ts';
import type { AssemblySymbol } from './symbol.ts';

/** The content of .eh_frame, and where in it the distance to a function's first byte goes, in four bytes. */
interface UnwindTable {
  readonly bytes: Uint8Array;
  readonly starts: readonly { readonly offset: number; readonly frame: Frame }[];
}

/** A common information entry, and where it is. */
interface Common {
  readonly key: string;
  readonly offset: number;
}

/** DW_EH_PE_pcrel | DW_EH_PE_sdata4 */
const pointerEncoding = 0x1b;
/** Bytes; what distances and offsets are multiples of (binutils 2.40, gas/config/tc-aarch64.h). */
const codeAlignment = 4;
const dataAlignment = -8n;
/** DW_CFA_nop */
const padding = 0;

/**
 * The frames of .cfi directives as call frame information (LSB 5.0, 10.6), laid out as GNU as 2.40 does (gas/dw2gencfi.c): what
 * functions have in common stands once, before the first of them. Distances in the code must be settled.
 */
export function unwindTable(frames: readonly Frame[]): UnwindTable {
  const bytes: number[] = [];
  const starts: { offset: number; frame: Frame }[] = [];
  const commons: Common[] = [];
  for (const [index, frame] of frames.entries()) {
    const initial = initialSteps(frame);
    const key = `${augmentationOf(frame)} ${frame.returnColumn} ${encode(frame, initial).join(' ')}`;
    let common = commons.find((candidate) => candidate.key === key);
    if (common === undefined) {
      common = { key, offset: bytes.length };
      commons.push(common);
      append(bytes, commonEntry(frame, initial), 4);
    }
    starts.push({ offset: bytes.length + 8, frame });
    const steps = encode(frame, frame.steps.slice(initial.length));
    const entry = [
      // From this field back to the common entry.
      ...word(bytes.length + 4 - common.offset),
      ...word(0),
      ...word(distance(frame.start, frame.end)),
      ...unsignedLeb(0n),
      ...steps,
    ];
    append(bytes, entry, index === frames.length - 1 ? 8 : 4);
  }
  return { bytes: Uint8Array.from(bytes), starts };
}

/** 'z' and 'R' as always; 'B' and 'G' are AArch64's, 'S' marks a signal frame. */
function augmentationOf({ usesKeyB, isTagged, isSignalFrame }: Frame): string {
  return `zR${usesKeyB ? 'B' : ''}${isTagged ? 'G' : ''}${isSignalFrame ? 'S' : ''}`;
}

function commonEntry(frame: Frame, initial: readonly FrameStep[]): number[] {
  return [
    ...word(0),
    1,
    ...Buffer.from(`${augmentationOf(frame)}\0`),
    ...unsignedLeb(BigInt(codeAlignment)),
    ...signedLeb(dataAlignment),
    frame.returnColumn,
    ...unsignedLeb(1n),
    pointerEncoding,
    ...encode(frame, initial),
  ];
}

/** The instructions that apply from the first byte on and may stand in the common entry. */
function initialSteps({ steps }: Frame): readonly FrameStep[] {
  const end = steps.findIndex(
    (step) => step.kind === 'advance' || step.isEscape || step.bytes[0] === operation.rememberState,
  );
  return end < 0 ? steps : steps.slice(0, end);
}

function encode(frame: Frame, steps: readonly FrameStep[]): number[] {
  let at = frame.start;
  return steps.flatMap((step) => {
    if (step.kind === 'bytes') {
      return step.bytes;
    }
    const scaled = Math.floor(distance(at, step.to) / codeAlignment);
    at = step.to;
    return advance(scaled);
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

/** Adds an entry behind its length, padded so that the next begins at a multiple of `alignment`. */
function append(bytes: number[], entry: readonly number[], alignment: number): void {
  const end = bytes.length + 4 + entry.length;
  const missing = (alignment - (end % alignment)) % alignment;
  bytes.push(...word(entry.length + missing), ...entry);
  for (let index = 0; index < missing; index++) {
    bytes.push(padding);
  }
}

function word(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24];
}
