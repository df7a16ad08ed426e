import { displacement } from '../architecture/a64/access-address.ts';
import { decode } from '../architecture/a64/decode.ts';
import type { MemoryShape, SystemAccess } from '../architecture/a64/form.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ImageLookup } from '../image/lookup.ts';

/** Physical addresses, from `start` up to `end`. */
export interface CodeRange {
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
export function lintMmuOff(lookup: ImageLookup, ranges?: readonly CodeRange[]): Diagnostic[] {
  const all = lookup.image.sections
    .filter(({ flags }) => flags.execute)
    .map(({ address, bytes }) => ({ start: address, end: address + BigInt(bytes.length) }));
  const found: Diagnostic[] = [];
  for (const { start, end } of ranges ?? all) {
    for (let address = (start + 3n) & -4n; address + 4n <= end; address += 4n) {
      const word = lookup.wordAt(address);
      const isData = lookup.lineAt(address)?.data === true;
      const complaint = word === undefined || isData ? undefined : check(word, address);
      if (complaint === undefined) {
        continue;
      }
      const where = lookup.symbolAt(address)?.text ?? `0x${address.toString(16)}`;
      found.push({
        ...complaint,
        severity: 'warning',
        message: `${complaint.message}, at ${where}`,
        ...lookup.placeAt(address),
      });
    }
  }
  return found;
}

function check(word: InstructionWord, address: bigint): Complaint | undefined {
  const meaning = decode(word)?.meaning;
  if (meaning?.system !== undefined && isZeroing(meaning.system)) {
    return { code: 'mmu-off-zero', message: 'DC ZVA while the MMU is off', note: 'store zeros' };
  }
  const memory = meaning?.memory;
  if (meaning === undefined || memory === undefined) {
    return undefined;
  }
  if (memory.atomic) {
    return {
      code: 'mmu-off-exclusive',
      message: 'exclusive or atomic access while the MMU is off',
      note: 'use a plain access',
    };
  }
  return memory.base === 'pc'
    ? checkLiteral(memory, address)
    : checkDistance(displacement(meaning, memory), memory.size);
}

/** DC ZVA, GVA and GZVA (Arm ARM, C5.3). */
function isZeroing({ kind, op1, crn, crm, op2 }: SystemAccess): boolean {
  return kind === 'sys' && op1 === 3 && crn === 7 && crm === 4 && [1, 3, 4].includes(op2);
}

function checkLiteral({ offset, size }: MemoryShape, address: bigint): Complaint | undefined {
  const target = address + BigInt(offset);
  return target % BigInt(size) === 0n
    ? undefined
    : {
        code: 'mmu-off-unaligned',
        message: `load of ${size} bytes from a literal at 0x${target.toString(16)} while the MMU is off`,
        note: `put '.balign ${size}' before the literal`,
      };
}

function checkDistance(distance: number, size: number): Complaint | undefined {
  return distance % size === 0
    ? undefined
    : {
        code: 'mmu-off-unaligned',
        message: `access of ${size} bytes at an offset of ${distance} while the MMU is off`,
        note: `an offset that is a multiple of ${size} is needed where the base is aligned`,
      };
}
