import type { Assembly } from './assembly.ts';
import { checkDatum } from './datum.ts';
import { distanceFinal, evaluate, isNumber } from './evaluate.ts';
import type { Value } from './evaluate.ts';
import type { DataFixup, Fixup, GivenFixup, ImmediateFixup, RelocationFixup } from './fixup.ts';
import type { ObjectBuilder } from './object-builder.ts';
import { warnOfWord } from './instruction-warnings.ts';
import { fillHoles, misplaced } from './operands.ts';
import { isAlwaysLeft, isThreadLocal } from './relocation-operators.ts';
import { refusedInstruction } from './refused-instruction.ts';
import { applyRelocation, relocationOf } from './relocation.ts';
import { SourceError } from './source-error.ts';
import { storeInteger } from './store-integer.ts';
import type { AssemblySymbol } from './symbol.ts';

/** Absolute and PC-relative data relocations by size in bytes. */
const absoluteData: Readonly<Record<number, number>> = { 8: 257, 4: 258, 2: 259 };
const relativeData: Readonly<Record<number, number>> = { 8: 260, 4: 261, 2: 262 };

/** Fills in what the layout has settled, and turns the rest into relocations; reports what is neither. */
export function resolveFixups(assembly: Assembly, builder: ObjectBuilder): void {
  for (const fixup of assembly.fixups) {
    try {
      resolve(assembly, builder, fixup);
    } catch (error) {
      if (!(error instanceof SourceError)) {
        throw error;
      }
      assembly.problems.error(
        error.code,
        error.message,
        fixup.statement,
        error.position ?? fixup.position,
        error.note,
        error.position === undefined ? fixup.end : error.end,
      );
    }
  }
}

function resolve(assembly: Assembly, builder: ObjectBuilder, fixup: Fixup): void {
  switch (fixup.kind) {
    case 'data':
      resolveData(builder, fixup);
      return;
    case 'relocation':
      resolveRelocation(builder, fixup);
      return;
    case 'immediate':
      resolveImmediate(assembly, fixup);
      return;
    case 'given':
      resolveGiven(builder, fixup);
  }
}

function valueOf(expression: DataFixup['expression']): Value {
  const value = evaluate(expression, distanceFinal);
  if (value === undefined) {
    throw new SourceError(
      'bad-expression',
      'the expression combines symbols in a way that no object file can say',
    );
  }
  return value;
}

function resolveData(builder: ObjectBuilder, fixup: DataFixup): void {
  const { size } = fixup;
  const value = valueOf(fixup.expression);
  if (isNumber(value) && size < 16) {
    checkDatum(value.constant, size);
    store(fixup, value.constant, size);
    return;
  }
  const type = (value.minus === undefined ? absoluteData : relativeData)[size];
  if (value.symbol === undefined || type === undefined) {
    throw new SourceError(
      'bad-relocation',
      `no relocation puts this into ${size} byte${size > 1 ? 's' : ''}`,
    );
  }
  const distance = value.minus === undefined ? undefined : placeAfter(fixup, value.minus);
  builder.relocate(fixup, type, value.symbol, value.constant, distance);
}

/** How far the fixup is after a symbol that is subtracted: S - T + A is (S + A + (P - T)) - P. */
function placeAfter(fixup: Fixup, minus: AssemblySymbol): bigint {
  const { definition } = minus;
  const here = { kind: 'label', fragment: fixup.fragment, offset: fixup.offset } as const;
  const distance =
    definition.kind === 'label' && !minus.isIndirect ? distanceFinal(here, definition) : undefined;
  if (distance === undefined) {
    const name = minus.name === '' ? 'the symbol' : `'${minus.name}'`;
    const why = definition.kind === 'undefined' ? 'is not defined' : 'is not in this section';
    throw new SourceError('bad-relocation', `${name} that is subtracted ${why}`);
  }
  return distance;
}

function resolveRelocation(builder: ObjectBuilder, fixup: RelocationFixup): void {
  const { type } = fixup;
  const value = valueOf(fixup.expression);
  if (value.minus !== undefined) {
    throw new SourceError(
      'bad-relocation',
      'a difference of symbols of different sections is no place',
    );
  }
  const { symbol, constant } = value;
  if (isThreadLocal(type) && symbol !== undefined) {
    symbol.type = 'thread-local';
  }
  if (isAlwaysLeft(type)) {
    builder.relocate(fixup, type, symbol, constant);
    return;
  }
  const word = BigInt(readWord(fixup));
  const isRelative = relocationOf(type)?.formula === 'relative';
  // A number stands for the distance itself, a symbol that became one for a place.
  if (symbol === undefined && isRelative && fixup.expression.kind !== 'number') {
    builder.relocate(fixup, type, symbol, constant);
  } else if (symbol === undefined) {
    insert(fixup, type, word, 0n, constant);
  } else if (isRelative && isHere(fixup, symbol)) {
    insert(fixup, type, word, address(fixup), placeOf(symbol) + constant);
  } else {
    builder.relocate(fixup, type, symbol, constant);
  }
}

/** In the fixup's section, and not replaceable at link time. */
function isHere(fixup: Fixup, symbol: AssemblySymbol): boolean {
  const { definition, binding } = symbol;
  return (
    definition.kind === 'label' &&
    definition.fragment.subsection.section === fixup.fragment.subsection.section &&
    binding !== 'global' &&
    binding !== 'weak' &&
    !symbol.isIndirect
  );
}

function address(fixup: Fixup): bigint {
  return BigInt(fixup.fragment.address + fixup.offset);
}

function placeOf({ definition }: AssemblySymbol): bigint {
  return definition.kind === 'label' ? BigInt(definition.fragment.address + definition.offset) : 0n;
}

function insert(fixup: Fixup, type: number, word: bigint, place: bigint, value: bigint): void {
  const applied = applyRelocation(type, word, place, value);
  if ('error' in applied) {
    throw new SourceError('value-out-of-range', applied.error);
  }
  store(fixup, applied.word, 4);
}

function resolveGiven(builder: ObjectBuilder, fixup: GivenFixup): void {
  const { section } = fixup.fragment.subsection;
  const place = valueOf(fixup.place);
  const base = place.symbol?.definition;
  const isHere =
    base === undefined || (base.kind === 'label' && base.fragment.subsection.section === section);
  if (!isHere || place.minus !== undefined) {
    throw new SourceError('bad-relocation', 'the place of .reloc is not in this section');
  }
  const start = place.symbol === undefined ? 0n : placeOf(place.symbol);
  const offset = Number(start + place.constant);
  const size = relocationOf(fixup.type)?.size ?? 0;
  if (offset < 0 || offset + size > section.size) {
    throw new SourceError('bad-relocation', 'the place of .reloc lies outside of the section');
  }
  const value = fixup.expression === undefined ? { constant: 0n } : valueOf(fixup.expression);
  if (value.minus !== undefined) {
    throw new SourceError(
      'bad-relocation',
      'a difference of symbols of different sections is no place',
    );
  }
  builder.relocateAsGiven(section, offset, fixup.type, value.symbol, value.constant);
}

function resolveImmediate(assembly: Assembly, fixup: ImmediateFixup): void {
  const { operands, mnemonic, level } = fixup;
  const values = operands.holes.map((hole) => {
    const value = evaluate(hole.expression, distanceFinal);
    if (value === undefined || !isNumber(value)) {
      throw misplaced(hole);
    }
    return value.constant;
  });
  const outcome = assembly.surroundings.encoder.encode({
    mnemonic,
    operands: fillHoles(operands.text, values),
    level,
  });
  if ('error' in outcome) {
    const { text } = fixup.statement;
    const [first] = operands.holes;
    const range = { start: first?.position ?? 0, end: first?.end ?? text.length };
    throw refusedInstruction(outcome, { statement: text, mnemonic: range, operands, values });
  }
  store(fixup, BigInt(outcome.word), 4);
  const [{ position } = fixup] = operands.holes;
  warnOfWord(assembly, outcome.word, { statement: fixup.statement, position });
}

function readWord({ fragment, offset }: Fixup): number {
  const at = fragment.start + offset;
  const { bytes } = fragment.subsection;
  return new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true);
}

function store({ fragment, offset }: Fixup, value: bigint, size: number): void {
  storeInteger(fragment.subsection.bytes, fragment.start + offset, size, value);
}
