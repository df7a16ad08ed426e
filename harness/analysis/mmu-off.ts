import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ImageLookup } from '../image/lookup.ts';

/** Physical addresses, from `start` up to `end`. */
interface CodeRange {
  readonly start: bigint;
  readonly end: bigint;
}

type Complaint = Pick<Diagnostic, 'code' | 'message' | 'note'>;

/**
 * The lint for code that runs with the MMU off, such as a hyp-stub: all data is Device-nGnRnE memory then (Arm ARM D8.2.10), where
 * exclusive and atomic accesses, DC ZVA and unaligned accesses do not work. Base registers count as aligned.
 *
 * @param ranges the code to look at; all code of the image if left out
 */
function lintMmuOff(lookup: ImageLookup, ranges?: readonly CodeRange[]): Diagnostic[] {
  const all = lookup.image.sections
    .filter(({ flags }) => flags.execute)
    .map(({ address, bytes }) => ({ start: address, end: address + BigInt(bytes.length) }));
  const found: Diagnostic[] = [];
  for (const { start, end } of ranges ?? all) {
    for (let address = (start + 3n) & -4n; address + 4n <= end; address += 4n) {
      const word = lookup.wordAt(address);
      const line = lookup.lineAt(address);
      const complaint =
        word === undefined || line?.data === true ? undefined : check(word, address);
      if (complaint === undefined) continue;
      const where = lookup.symbolAt(address)?.text ?? `0x${address.toString(16)}`;
      found.push({
        ...complaint,
        severity: 'warning',
        message: `${complaint.message}, at ${where}`,
        ...(line === undefined ? {} : { place: line.place }),
        ...(line?.text === undefined
          ? {}
          : {
              excerpt: {
                text: line.text,
                length: Math.max(1, line.text.length - line.place.column + 1),
              },
            }),
      });
    }
  }
  return found;
}

function check(word: number, address: bigint): Complaint | undefined {
  if (isExclusive(word)) {
    return {
      code: 'mmu-off-exclusive',
      message: 'exclusive or atomic access while the MMU is off',
      note: 'use a plain access',
    };
  }
  if (zeroing.has((word & 0xffffffe0) >>> 0)) {
    return { code: 'mmu-off-zero', message: 'DC ZVA while the MMU is off', note: 'store zeros' };
  }
  return checkAlignment(word, address);
}

/** DC ZVA, GVA and GZVA, without the register. */
const zeroing: ReadonlySet<number> = new Set([0xd50b7420, 0xd50b7460, 0xd50b7480]);

/** Load/store exclusive (o2 23 = 0), compare and swap (o1 21 = 1), atomic memory operations but LDAPR (Arm ARM C4.1.88). */
function isExclusive(word: number): boolean {
  if ((word & 0x3f000000) === 0x08000000) {
    return (word & 0x00800000) === 0 || (word & 0x00200000) !== 0;
  }
  const atomic = (word & 0x3f200c00) === 0x38200000;
  return atomic && (word & 0x3ffffc00) !== 0x38bfc000;
}

function checkAlignment(word: number, address: bigint): Complaint | undefined {
  // Load register (literal): opc 31:30; PRFM does not access.
  if ((word & 0x3b000000) === 0x18000000) {
    const opc = word >>> 30;
    const vector = (word & 0x04000000) !== 0;
    if (opc === 3) return undefined;
    const size = vector ? 4 << opc : opc === 1 ? 8 : 4;
    const target = address + BigInt(((word << 8) >> 13) * 4);
    return target % BigInt(size) === 0n
      ? undefined
      : {
          code: 'mmu-off-unaligned',
          message: `load of ${size} bytes from a literal at 0x${target.toString(16)} while the MMU is off`,
          note: `put '.balign ${size}' before the literal`,
        };
  }
  // Unscaled, post-indexed, unprivileged and pre-indexed offsets: imm9 20:12.
  if ((word & 0x3b200000) !== 0x38000000) return undefined;
  const size = (word & 0x04800000) >>> 0 === 0x04800000 ? 16 : 1 << (word >>> 30);
  const prefetch = (word & 0xffe00c00) >>> 0 === 0xf8800000;
  const offset = (word << 11) >> 23;
  return prefetch || offset % size === 0
    ? undefined
    : {
        code: 'mmu-off-unaligned',
        message: `access of ${size} bytes at an offset of ${offset} while the MMU is off`,
        note: `an offset that is a multiple of ${size} is needed where the base is aligned`,
      };
}

export { lintMmuOff };
export type { CodeRange };
