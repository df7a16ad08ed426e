import { lowerCase } from './ascii-case.ts';
import { decode } from '../architecture/a64/decode.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';
import { instructionWord, storeInstruction } from '../architecture/a64/word.ts';
import type { Assembly } from './assembly.ts';
import { emitDatum } from './datum.ts';
import type { Encoding, Refusal } from './encoder/encoder.ts';
import { relocatableField } from './encoder/field.ts';
import type { RelocatableField } from './encoder/field.ts';
import type { Level } from './level/level.ts';
import { defaultLevel } from './level/level.ts';
import { warnOfDirection, warnOfWord } from './instruction-warnings.ts';
import { LiteralPool } from './literal-pool.ts';
import { fillHoles, holeMark, misplaced, readOperands } from './operands.ts';
import type { Hole, Operands } from './operands.ts';
import { refusedInstruction } from './refused-instruction.ts';
import { impliedShift, isOperator, relocationFor } from './relocation-operators.ts';
import { SourceError } from './source-error.ts';
import { explainLiteral, symbolsLikeRegisters } from './symbols-like-registers.ts';
import { noteOnMnemonic } from './unknown-name.ts';

/** R_AARCH64_LD_PREL_LO19 */
const literalRelocation = 273;
/** Stands where later text decides the instruction. */
const notYetKnown = instructionWord(0);
/** Instructions with a symbol whose words are remembered between sources. */
const mostRemembered = 50_000;
const noSymbols: ReadonlySet<string> = new Set();

/** Assembles the instruction that begins at `start`, if its mnemonic and its operands are all familiar; true when it did. */
export function assembleFamiliar(assembly: Assembly, start: number): boolean {
  const word = assembly.surroundings.repertoire.encode(assembly.statement.text, start, assembly);
  if (word === undefined) {
    return false;
  }
  emitWord(assembly, word);
  warnOfWord(assembly, word, { statement: assembly.statement, position: start });
  return true;
}

/** Assembles the instruction that begins at `start` of the current statement's text, read in full. */
export function assembleInstruction(assembly: Assembly, start: number): void {
  try {
    assembleWith(assembly, start, noSymbols);
  } catch (error) {
    const [mnemonic = '', text = ''] = splitMnemonic(assembly.statement.text.slice(start));
    // Operands of what is no instruction are read like those of one, and say nothing.
    const bare = assembly.surroundings.encoder.encode({ mnemonic, operands: '' });
    if ('error' in bare && bare.isUnknown === true) {
      const note = noteOnMnemonic(assembly, mnemonic, text);
      throw new SourceError('bad-instruction', bare.error, start, note, start + mnemonic.length);
    }
    const symbols = symbolsLikeRegisters(assembly, text, mnemonic);
    if (symbols.size === 0) {
      throw explainLiteral(error, text, mnemonic);
    }
    assembleWith(assembly, start, symbols);
  }
}

function splitMnemonic(text: string): readonly string[] {
  const space = text.indexOf(' ');
  return space < 0 ? [lowerCase(text)] : [lowerCase(text.slice(0, space)), text.slice(space)];
}

/** @param symbols names of registers that are symbols here */
function assembleWith(assembly: Assembly, start: number, symbols: ReadonlySet<string>): void {
  const { statement, surroundings } = assembly;
  const { text } = statement;
  const space = text.indexOf(' ', start);
  const end = space < 0 ? text.length : space;
  const mnemonic = lowerCase(text.slice(start, end));
  const operands = readOperands(text, end, mnemonic, assembly, symbols);
  if (operands.holes.length > 0) {
    withHoles(assembly, mnemonic, operands);
    return;
  }
  const word = encode(assembly, mnemonic, operands, operands.text);
  emitWord(assembly, word);
  warnOfWord(assembly, word, { statement, position: start });
  // What was warned of is read in full each time.
  if (!warnOfDirection(assembly, mnemonic, operands) && operands.pure) {
    surroundings.repertoire.learn(text, start, mnemonic, operands.parts);
  }
}

/** A text, with the level that decides whether it is allowed. */
function textAt(level: Level, text: string): string {
  return level === defaultLevel ? text : `${level.name}\n${text}`;
}

/** What an instruction with a number for its symbol is; branches have few such texts, each of them often. */
function encodePlaceholder(
  { surroundings, level }: Assembly,
  mnemonic: string,
  operands: string,
): Encoding | Refusal {
  const { placeholders, encoder } = surroundings;
  const text = textAt(level, `${mnemonic} ${operands}`);
  const word = placeholders.get(text);
  if (word !== undefined) {
    return { word };
  }
  const outcome = encoder.encode({ mnemonic, operands, level });
  if ('word' in outcome) {
    // Bounded, for a process that lives long and a source that counts.
    if (placeholders.size >= mostRemembered) {
      placeholders.clear();
    }
    placeholders.set(text, outcome.word);
  }
  return outcome;
}

function withHoles(assembly: Assembly, mnemonic: string, operands: Operands): void {
  const hole = operands.holes.at(-1);
  if (hole === undefined) {
    return;
  }
  if (hole.literal) {
    const word = encode(assembly, mnemonic, operands, fillHoles(operands.text, []));
    relocate(assembly, word, literalRelocation, {
      ...hole,
      expression: literal(assembly, word, hole),
    });
    return;
  }
  const placeholder = placeholderOf(operands, hole);
  const outcome = encodePlaceholder(assembly, mnemonic, placeholder);
  const field = 'word' in outcome ? relocatableField(outcome.word) : undefined;
  // Of all operands only an addend may have something behind it: its shift.
  const isLast = hole.operand === operands.count - 1 || field?.kind === 'add12';
  // MOV is an alias that chooses by the number, so that GNU as has no relocation for it.
  const fits = isLast && mnemonic !== 'mov';
  const type = field === undefined || !fits ? undefined : typeFor(field, hole);
  if (type !== undefined && 'word' in outcome && operands.holes.length === 1) {
    relocate(assembly, outcome.word, type, hole);
  } else if (operands.holes.some(({ operator }) => operator !== undefined)) {
    // An unknown operand is the likelier mistake than a misplaced operator.
    throw 'error' in outcome ? refused(assembly, mnemonic, operands, outcome) : misplaced(hole);
  } else if (type !== undefined && 'word' in outcome) {
    // A test bit that is not known yet next to a label: refuse, GNU as does too.
    throw misplaced(operands.holes[0] ?? hole);
  } else {
    if ('error' in outcome && !isPlausible(assembly, mnemonic, operands)) {
      throw refused(assembly, mnemonic, operands, outcome);
    }
    deferImmediate(assembly, mnemonic, operands, hole);
  }
}

/** Whether some number in the holes makes an instruction: a width may not be 0. */
function isPlausible(assembly: Assembly, mnemonic: string, operands: Operands): boolean {
  return [1n, 16n].some((value) => {
    const values = operands.holes.map(() => value);
    const text = fillHoles(operands.text, values);
    return (
      'word' in
      assembly.surroundings.encoder.encode({
        mnemonic,
        operands: text,
        level: assembly.level,
      })
    );
  });
}

/** The encoder's refusal of the current statement's instruction. */
function refused(
  assembly: Assembly,
  mnemonic: string,
  operands: Operands,
  refusal: Refusal,
): SourceError {
  const { text } = assembly.statement;
  const before = operands.parts[0]?.start ?? text.length;
  const start = lowerCase(text).lastIndexOf(mnemonic, before - mnemonic.length);
  const range = { start, end: start + mnemonic.length };
  const written = operands.parts.map((part) => text.slice(part.start, part.end)).join(', ');
  const note = refusal.note ?? noteOnDirection(assembly, mnemonic, written);
  const noted = note === undefined ? refusal : { ...refusal, note };
  return refusedInstruction(noted, { statement: text, mnemonic: range, operands });
}

/** That MRS is meant instead of MSR, or the other way round. */
function noteOnDirection(
  { surroundings, level }: Assembly,
  mnemonic: string,
  operands: string,
): string | undefined {
  const other = { mrs: 'msr', msr: 'mrs' }[mnemonic];
  const outcome =
    other === undefined
      ? undefined
      : surroundings.encoder.encode({ mnemonic: other, operands, level });
  return outcome !== undefined && 'word' in outcome
    ? `did you mean '${other} ${operands}'? mrs reads a system register, msr writes one`
    : undefined;
}

/** Operands that encode with all symbol bits zero; some operators choose its shift, such as the 16 bits of a MOVZ or MOVK. */
function placeholderOf(operands: Operands, hole: Hole): string {
  if (hole.operator !== undefined && !isOperator(hole.operator)) {
    throw new SourceError(
      'bad-relocation',
      `unknown relocation operator ':${hole.operator}:'`,
      hole.start,
      undefined,
      hole.end,
    );
  }
  const shift = impliedShift(hole.operator);
  const suffix =
    shift !== undefined && shift > 0 && operands.text.endsWith(holeMark) ? `, lsl #${shift}` : '';
  return fillHoles(operands.text, []) + suffix;
}

function typeFor(field: RelocatableField, hole: Hole): number | undefined {
  // `ldr x0, [x1, symbol]` is an immediate; only an operator makes it a part of an address.
  return hole.address && hole.operator === undefined
    ? undefined
    : relocationFor(field, hole.operator);
}

function relocate(
  assembly: Assembly,
  word: InstructionWord,
  type: number,
  hole: Pick<Hole, 'expression' | 'position'>,
): void {
  const { statement } = assembly;
  emitWord(assembly, word);
  const { fragment } = assembly.subsection;
  const offset = fragment.length - 4;
  const { expression, position } = hole;
  assembly.fixups.push({
    kind: 'relocation',
    fragment,
    offset,
    statement,
    position,
    type,
    expression,
  });
}

/** An immediate that later text decides: room now, the word at the end. */
function deferImmediate(
  assembly: Assembly,
  mnemonic: string,
  operands: Operands,
  hole: Hole,
): void {
  const { statement } = assembly;
  emitWord(assembly, notYetKnown);
  const { fragment } = assembly.subsection;
  const offset = fragment.length - 4;
  assembly.fixups.push({
    kind: 'immediate',
    fragment,
    offset,
    statement,
    position: hole.position,
    mnemonic,
    operands,
    level: assembly.level,
  });
}

/** Adds the value of `ldr x, =value` to the pool; gives the symbol of its place. */
function literal(assembly: Assembly, word: InstructionWord, hole: Hole): Hole['expression'] {
  if (relocatableField(word)?.kind !== 'literal19') {
    throw misplaced(hole);
  }
  const size = literalSize(word);
  const { subsection } = assembly;
  const pools = assembly.pools.get(subsection) ?? [];
  assembly.pools.set(subsection, pools);
  let pool = pools.find((candidate) => candidate.size === size);
  if (pool === undefined) {
    pool = new LiteralPool(size);
    pools.push(pool);
  }
  const symbol = pool.add(hole.expression, assembly.statement, hole.position);
  return { kind: 'symbol', symbol };
}

/** Bytes of what is loaded; a prefetch has room for the least. */
function literalSize(word: InstructionWord): LiteralPool['size'] {
  const size = decode(word)?.meaning.memory?.size;
  return size === 8 || size === 16 ? size : 4;
}

/**
 * Text without symbols -> its word.
 *
 * @param text the operands, their holes filled
 * @throws SourceError 'bad-instruction' with the encoder's reason
 */
function encode(
  assembly: Assembly,
  mnemonic: string,
  operands: Operands,
  text: string,
): InstructionWord {
  const outcome = assembly.surroundings.encoder.encode({
    mnemonic,
    operands: text,
    level: assembly.level,
  });
  if ('error' in outcome) {
    throw refused(assembly, mnemonic, operands, outcome);
  }
  return outcome.word;
}

/** Emits an instruction: a little-endian word. */
export function emitWord(assembly: Assembly, word: InstructionWord): void {
  const at = assembly.emitInstruction();
  const { bytes } = assembly.subsection;
  storeInstruction(bytes, at, word);
  if (assembly.lineTable.pending !== undefined) {
    assembly.recordLine(assembly.subsection.fragment.length - 4);
  }
}

/** Emits what the literal pools of a subsection hold, small sizes first (.ltorg, and at the end). */
export function flushPools(assembly: Assembly): void {
  const { subsection } = assembly;
  const pools = assembly.pools.get(subsection);
  if (pools === undefined) {
    return;
  }
  for (const pool of pools.toSorted((a, b) => a.size - b.size)) {
    const literals = pool.drain();
    if (literals.length === 0) {
      continue;
    }
    assembly.pad(subsection, pool.size, Uint8Array.of(0));
    for (const { expression, symbol, statement, position } of literals) {
      const { fragment } = subsection;
      symbol.definition = { kind: 'label', fragment, offset: fragment.length };
      emitDatum(assembly, { size: pool.size, expression, statement, position });
    }
  }
}
