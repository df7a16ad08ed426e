import { given } from '../collections/given.ts';
import { groupBy } from '../collections/group-by.ts';
import { ascending } from '../collections/order.ts';
import type { Place } from '../diagnostics/place.ts';
import type { SectionFlags } from './object.ts';

/** A run of bytes with the source line that it came from. */
interface ListingRow {
  /** Of the first byte. */
  readonly address: bigint;
  readonly bytes: Uint8Array;
  readonly place?: Place;
  readonly text?: string;
  /** Data, as opposed to an instruction; absent where it is not known. */
  readonly data?: boolean;
  /** The symbols at the first byte. */
  readonly labels: readonly string[];
}

export interface ListingSection {
  readonly name: string;
  readonly address: bigint;
  readonly flags: SectionFlags;
  readonly rows: readonly ListingRow[];
}

/** What a listing is made of: an image. */
export interface Listable {
  readonly sections: readonly {
    readonly name: string;
    readonly address: bigint;
    readonly bytes: Uint8Array;
    readonly flags: SectionFlags;
  }[];
  readonly symbols: readonly { readonly name: string; readonly address: bigint }[];
  /** Sorted by address. */
  readonly lines: readonly {
    readonly address: bigint;
    readonly place: Place;
    readonly text?: string;
    readonly data?: boolean;
  }[];
}

/** Sections cut at each line and label: the rows that `hcall asm` prints. Empty sections have no rows. */
export function listing(image: Listable): ListingSection[] {
  const lines = image.lines.toSorted((a, b) => ascending(a.address, b.address));
  const labels = groupBy(image.symbols, ({ address }) => address);
  const marks = [...labels.keys()].toSorted(ascending);
  return image.sections.map((section) => {
    const { name, address, flags, bytes } = section;
    const end = address + BigInt(bytes.length);
    const within = (at: bigint): boolean => at >= address && at < end;
    const own = lines.filter((line) => within(line.address));
    const cuts = [
      ...new Set([address, ...own.map((line) => line.address), ...marks.filter(within)]),
    ].toSorted(ascending);
    const rows: ListingRow[] = [];
    let next = 0;
    for (const [index, from] of cuts.entries()) {
      if (from >= end) {
        break;
      }
      const to = cuts[index + 1] ?? end;
      while ((own[next]?.address ?? end) <= from) {
        next++;
      }
      const line = own[next - 1];
      rows.push({
        address: from,
        bytes: bytes.subarray(Number(from - address), Number(to - address)),
        labels: (labels.get(from) ?? []).map((symbol) => symbol.name),
        ...(line === undefined ? {} : { place: line.place }),
        ...given({ text: line?.text, data: line?.data }),
      });
    }
    return { name, address, flags, rows };
  });
}
