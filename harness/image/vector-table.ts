import type { Slot } from '../architecture/slot.ts';
import { slotOffset, slots, vectorTableSize } from '../architecture/slot.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ImageSection, ImageSymbol } from './image.ts';
import { lintMarkerOf } from './lint-marker.ts';
import type { ImageLookup } from './lookup.ts';
import type { SlotCode } from './slot-code.ts';
import { slotsOf } from './slot-code.ts';

const tableSize = BigInt(vectorTableSize);

/** The lint of a vector table (Arm ARM D1.4.1): its place, its slots, and markers in its source that nothing needs. */
export function lintVectorTable(lookup: ImageLookup, table: string): Diagnostic[] {
  const symbol = lookup.find(table);
  if (symbol === undefined) {
    return [];
  }
  const place = placeProblems(lookup, table, symbol);
  if (place.some(({ code }) => code === 'vector-table-not-executable')) {
    return place;
  }
  return [
    ...place,
    ...alignmentMarkers(lookup, table, symbol),
    ...slotProblems(lookup, table, symbol),
  ];
}

/** What keeps a processor from using a table at all. */
export function tableProblems(lookup: ImageLookup, table: string): Diagnostic[] {
  const symbol = lookup.find(table);
  return symbol === undefined ? [] : placeProblems(lookup, table, symbol);
}

/** What is said of a slot without code of its own. */
export function slotProblem(
  { slot, kind }: SlotCode,
  table: string,
): Pick<Diagnostic, 'code' | 'message' | 'note'> {
  const name = slotName(slot, table);
  return kind === 'missing'
    ? {
        code: 'vector-table-short',
        message: `vector table '${table}' ends before its ${name}`,
        note: 'a table has 16 slots of 0x80 bytes; what an exception finds in place of this one is no part of it',
      }
    : {
        code: 'vector-slot-empty',
        message: `${name} has no instruction`,
        note: 'branch to a panic routine',
      };
}

export function overrunProblem(
  lookup: ImageLookup,
  table: string,
  slot: Slot,
  overrun: bigint,
): Diagnostic {
  return {
    code: 'vector-slot-overrun',
    severity: 'error',
    message: `${slotName(slot, table)} runs over its end at 0x80 bytes into ${nextOf(slot)}`,
    ...lookup.placeAt(overrun),
    note: "end it with a branch or an eret within 32 instructions; a call that never comes back is marked '// hcall: no-return: REASON'",
  };
}

function slotName(slot: Slot, table: string): string {
  return `slot ${slot} (${table}+0x${slotOffset(slot).toString(16)})`;
}

function placeProblems(lookup: ImageLookup, table: string, symbol: ImageSymbol): Diagnostic[] {
  const section = lookup.sectionAt(symbol.address);
  if (section === undefined || !section.flags.execute) {
    return [
      {
        code: 'vector-table-not-executable',
        severity: 'error',
        message: `vector table '${table}' is not in a section of code`,
        ...lookup.placeAt(symbol.address),
      },
    ];
  }
  const message = misalignment(table, symbol, section);
  const isMarked = isMarkedAligned(lookup, symbol) && isLucky(symbol);
  return message === undefined || isMarked
    ? []
    : [
        {
          code: 'vector-table-misaligned',
          severity: 'error',
          message,
          ...lookup.placeAt(symbol.address),
          note: `put '.align 11' before '${table}:'`,
        },
      ];
}

/** Whether it lies on 2 KiB, where it is loaded and where it is linked; the lower bits of VBAR_EL2 are ignored. */
function isLucky({ address, link }: ImageSymbol): boolean {
  return address % tableSize === 0n && link % tableSize === 0n;
}

/**
 * What is wrong with a table's alignment. What guarantees it in a source or an object is the alignment of the section, with
 * that of the table in it: a section of less goes behind other code as it comes. A linked image has addresses.
 */
function misalignment(
  table: string,
  { address, link }: ImageSymbol,
  { name, alignment, address: start }: ImageSection,
): string | undefined {
  const over = [address, link].find((one) => one % tableSize !== 0n);
  if (over !== undefined) {
    return `vector table '${table}' at 0x${over.toString(16)} is not 2 KiB aligned: expected a multiple of 0x800, found 0x${(over % tableSize).toString(16)} more`;
  }
  if (alignment === undefined) {
    return undefined;
  }
  const offset = address - start;
  return alignment % vectorTableSize !== 0 || offset % tableSize !== 0n
    ? `vector table '${table}' is 2 KiB aligned by luck only: its section '${name}' is aligned to ${alignment} bytes, and goes behind other code as it comes`
    : undefined;
}

function isMarkedAligned(lookup: ImageLookup, { address }: ImageSymbol): boolean {
  return lintMarkerOf(lookup.lineAt(address)?.text) === 'aligned';
}

function alignmentMarkers(lookup: ImageLookup, table: string, symbol: ImageSymbol): Diagnostic[] {
  const section = lookup.sectionAt(symbol.address);
  const isNeeded =
    section !== undefined && isLucky(symbol) && misalignment(table, symbol, section) !== undefined;
  return !isMarkedAligned(lookup, symbol) || isNeeded
    ? []
    : [needless(lookup, symbol.address, 'aligned')];
}

function slotProblems(lookup: ImageLookup, table: string, symbol: ImageSymbol): Diagnostic[] {
  const all = slotsOf(lookup, symbol);
  const missing = all.find(({ kind }) => kind === 'missing');
  return all.flatMap((slot): Diagnostic[] => {
    const { overrun, needless: marked = [] } = slot;
    switch (slot.kind) {
      case 'missing':
        // The first one stands for all.
        return slot === missing
          ? [{ severity: 'note', ...slotProblem(slot, table), ...lookup.placeAt(symbol.address) }]
          : [];
      case 'empty':
        return [{ severity: 'note', ...slotProblem(slot, table), ...lookup.placeAt(slot.address) }];
      case 'code':
        return [
          ...(overrun === undefined ? [] : [overrunProblem(lookup, table, slot.slot, overrun)]),
          ...marked.map((address) => needless(lookup, address, 'no-return')),
        ];
    }
  });
}

function needless(lookup: ImageLookup, address: bigint, marker: string): Diagnostic {
  return {
    code: 'lint-marker-needless',
    severity: 'error',
    message: `the marker '${marker}' changes nothing here`,
    ...lookup.placeAt(address),
    note: 'take it out',
  };
}

function nextOf(slot: Slot): string {
  const next = slots[slots.indexOf(slot) + 1];
  return next === undefined ? 'what follows the table' : `slot ${next}`;
}
