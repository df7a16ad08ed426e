import { byWord } from '../architecture/a64/by-word.ts';
import { decode } from '../architecture/a64/decode.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import { evaluate } from '../expression/evaluate.ts';

/** What an instruction makes of memory and a register. */
interface Exchange {
  /** Of as many bits as are accessed. */
  readonly stored: bigint;
  readonly written: readonly (readonly [register: RegisterName, value: bigint])[];
}

const atomicForm = 'LDADD/LDCLR/LDEOR/LDSET/LDSMAX/LDSMIN/LDUMAX/LDUMIN';
/** opc of LDSMAX, the first of the four; and size of 64 bits. */
const [firstComparison, wholeSize] = [4, 3];

/**
 * Whether the machine does an atomic instruction itself: minimum and maximum of fewer than 64 bits, for which libunicorn compares
 * other bits too (up to 2.1.4).
 */
export const isOwnExchange = byWord((word): boolean => {
  const { form, fields } = decode(word) ?? {};
  return (
    form?.name === atomicForm &&
    (fields?.['opc'] ?? 0) >= firstComparison &&
    (fields?.['size'] ?? 0) < wholeSize
  );
});

/** What it does, by the table of forms; `loaded` is what memory held. */
export function exchange(word: InstructionWord, state: State, loaded: bigint): Exchange {
  const meaning = decode(word)?.meaning;
  const [stored] = meaning?.stored ?? [];
  if (meaning === undefined || stored === undefined) {
    throw new RangeError(`0x${word.toString(16)} exchanges nothing`);
  }
  const valueOf = (name: string): bigint =>
    name === 'load0' ? loaded : state.get(name as RegisterName);
  return {
    stored: evaluate(stored, valueOf),
    written: meaning.writes.map(({ location, value }) => [
      location as RegisterName,
      evaluate(value, valueOf),
    ]),
  };
}
