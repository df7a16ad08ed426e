import type { Assembly } from './assembly.ts';
import { Cursor } from './cursor.ts';
import { isRegister } from './operand-names.ts';
import { SourceError } from './source-error.ts';

/** General registers, which are never symbols where a number may stand. */
const general = /^(?:[xw](?:\d|[12]\d|30)|[xw]zr|w?sp|lr|fp|ip[01])$/iu;

/** Loads and prefetches of a place, which may have the name of any register. */
const ofPlaces: ReadonlySet<string> = new Set(['ldr', 'ldrsw', 'prfm']);

/** What takes a number where it takes a general register too; others take no symbol that is called like a register. */
const ofNumbers: ReadonlySet<string> = new Set(
  'add adds sub subs cmp cmn and ands orr eor tst bic bics orn eon mov movz movn movk'.split(' '),
);

/**
 * Symbols that are called like registers, `s12`, and may be meant by an instruction that is none with the registers. GNU as takes
 * a word for a symbol that is no register of those that may stand there (binutils 2.40, gas/config/tc-aarch64.c, parse_operands);
 * here the source must have said before that there is such a symbol, so that `ldr x0, sp` without its brackets stays a mistake.
 */
export function symbolsLikeRegisters(
  { symbols }: Assembly,
  text: string,
  mnemonic: string,
): ReadonlySet<string> {
  const [, ...operands] = text.split(',');
  const found = new Set<string>();
  let isAddress = false;
  for (const [index, operand] of operands.entries()) {
    isAddress ||= operand.includes('[');
    const isPlace = index === 0 && !isAddress && ofPlaces.has(mnemonic);
    for (const word of isAddress || isPlace || ofNumbers.has(mnemonic) ? wordsOf(operand) : []) {
      const mayBeSymbol = isRegister(word) && (isPlace || !general.test(word));
      if (mayBeSymbol && symbols.find(word) !== undefined) {
        found.add(word);
      }
    }
  }
  return found;
}

/** The refusal, with what it takes for a place to be called like a register. */
export function explainLiteral(error: unknown, text: string, mnemonic: string): unknown {
  const place = text.split(',')[1]?.trim() ?? '';
  const declared = `a symbol of this name must be defined or declared before`;
  return error instanceof SourceError &&
    error.note === undefined &&
    ofPlaces.has(mnemonic) &&
    isRegister(place)
    ? new SourceError(
        error.code,
        error.message,
        error.position,
        general.test(place) ? `for the memory at ${place} write [${place}]; ${declared}` : declared,
        error.end,
      )
    : error;
}

function* wordsOf(text: string): Iterable<string> {
  const cursor = new Cursor(text);
  while (!cursor.atEnd) {
    const word = cursor.word();
    if (word === undefined) {
      cursor.position += 1;
    } else {
      yield word;
    }
  }
}
