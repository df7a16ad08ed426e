import type { Decoded } from '../architecture/a64/decode.ts';
import { decode } from '../architecture/a64/decode.ts';
import type { Location, MemoryShape, Value } from '../architecture/a64/form.ts';
import { instructionWord } from '../architecture/a64/word.ts';
import { registers } from '../architecture/registers.ts';
import { evaluate } from '../expression/evaluate.ts';
import { inputsOf, isExact } from '../expression/expression.ts';
import type { ImageLookup } from '../image/lookup.ts';

/** What is known to hold a constant: general registers, flags, whatever instructions read and write. */
export type KnownRegisters = Map<Location, bigint>;

/** What a function keeps: all else is forgotten after its call. */
const keptByCalls: ReadonlySet<string> = new Set(
  registers
    .filter(({ kind, callRole }) => kind === 'general' && callRole === 'callee-saved')
    .map(({ name }) => name),
);

/**
 * What the instruction in a word does to what is known. Whatever it makes of constants alone, by the table's meaning,
 * is a constant; everything else that it writes is forgotten. A call of a function leaves what it keeps, an exception
 * and a word that is no instruction nothing. Where code runs is not known, so addresses are no constants.
 */
export function follow(
  known: KnownRegisters,
  word: number,
  address: bigint,
  lookup: ImageLookup,
): void {
  const instruction = decode(instructionWord(word));
  const control = instruction?.meaning.control;
  if (instruction === undefined || control?.kind === 'exception') {
    known.clear();
    return;
  }
  const results = resultsOf(instruction, known, literals(instruction, address, lookup));
  if (control?.kind === 'branch' && control.call) {
    for (const location of known.keys()) {
      if (!keptByCalls.has(location)) {
        known.delete(location);
      }
    }
  }
  for (const [location, value] of results) {
    if (value === undefined) {
      known.delete(location);
    } else {
      known.set(location, value);
    }
  }
}

/** What each location that it writes holds after it: undefined for no constant. */
function resultsOf(
  { meaning }: Decoded,
  known: KnownRegisters,
  loaded: KnownRegisters,
): [Location, bigint | undefined][] {
  const valueOf = (name: Location): bigint | undefined => known.get(name) ?? loaded.get(name);
  const isConstant = (value: Value): boolean =>
    isExact(value) && [...inputsOf(value)].every(({ name }) => valueOf(name) !== undefined);
  return meaning.writes.map(({ location, value }) => [
    location,
    isConstant(value) ? evaluate(value, (name) => valueOf(name) ?? 0n) : undefined,
  ]);
}

/** What a load from a literal pool gives; nothing for any other instruction. */
function literals(
  { meaning: { memory } }: Decoded,
  address: bigint,
  lookup: ImageLookup,
): KnownRegisters {
  const bytes = memory?.base === 'pc' ? literal(memory, address, lookup) : undefined;
  return new Map(bytes === undefined ? [] : [['load0', bytes]]);
}

function literal(
  { offset, size }: MemoryShape,
  address: bigint,
  lookup: ImageLookup,
): bigint | undefined {
  const bytes = lookup.bytesAt(address + BigInt(offset), size);
  return bytes?.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
