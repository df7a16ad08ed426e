import { lowerCase } from './ascii-case.ts';
import { tooManyBits } from './constant.ts';
import { Cursor } from './cursor.ts';
import { distanceNow, evaluate, isNumber } from './evaluate.ts';
import type { Scope } from './expression.ts';
import type { AssemblySymbol, Expression } from './symbol.ts';
import { parseExpression } from './expression.ts';
import {
  float,
  isFlags,
  isRegister,
  keywordOperands,
  modifier,
  placeOperands,
} from './operand-names.ts';
import { SourceError } from './source-error.ts';
import type { TextRange } from './text-range.ts';

/** A part of the operands that is no number yet. */
export interface Hole {
  readonly expression: Expression;
  /** The relocation operator: `lo12` of `:lo12:symbol`. */
  readonly operator?: string;
  /** `=expression`: the address of a literal. */
  readonly literal: boolean;
  /** Index of the operand that it is, or is in. */
  readonly operand: number;
  /** Within [ ]. */
  readonly address: boolean;
  /** Index into the statement, and the one behind it. */
  readonly position: number;
  readonly end: number;
  /** Where its operator begins, or else it. */
  readonly start: number;
}

/** A number of the operands as the encoder gets it, and as it is written. */
interface WrittenNumber extends TextRange {
  readonly operand: number;
  readonly text: string;
}

/** Operands for the encoder: registers real, expressions numbers; each hole is a {@link holeMark}. */
export interface Operands {
  readonly text: string;
  readonly count: number;
  /** Each of them, and where it stands in the statement. */
  readonly parts: readonly (TextRange & { readonly text: string })[];
  readonly numbers: readonly WrittenNumber[];
  readonly holes: readonly Hole[];
  /** Depends on nothing but the text, so that the encoding may be remembered. */
  readonly pure: boolean;
}

/** Stands for a hole in the operands; no source text holds it. */
export const holeMark = '\u0001';

/** What an operand may refer to. */
export interface OperandScope extends Scope {
  /** The register that an alias of .req stands for. */
  alias(name: string): string | undefined;
}

/**
 * Reads an instruction's operands: replaces aliases and works out expressions.
 *
 * @param statement the whole text
 * @param start where the operands begin in it
 * @param symbols names of registers that are symbols here
 * @throws SourceError for an expression or a bracket that does not read
 */
export function readOperands(
  statement: string,
  start: number,
  mnemonic: string,
  scope: OperandScope,
  symbols: ReadonlySet<string>,
): Operands {
  return new OperandReader(statement, start, mnemonic, scope, symbols).read();
}

/** Registers that are one value. */
const scalar = /^(?:[xwbhsdq]\d+|[xw]zr|w?sp|lr|fp|ip[01])$/iu;

/** What a floating-point number begins with. */
const floatStart = /[\d+-]/;

class OperandReader implements Scope {
  readonly #cursor: Cursor;
  readonly #scope: OperandScope;
  readonly #keywords: readonly number[];
  readonly #places: readonly number[];
  readonly #holes: Hole[] = [];
  readonly #numbers: WrittenNumber[] = [];
  readonly #mnemonic: string;
  readonly #symbols: ReadonlySet<string>;
  /** The page of a number is only known at the instruction's final address. */
  readonly #isPage: boolean;
  #pure = true;
  #operand = 0;

  constructor(
    statement: string,
    start: number,
    mnemonic: string,
    scope: OperandScope,
    symbols: ReadonlySet<string>,
  ) {
    this.#cursor = new Cursor(statement, start);
    this.#scope = scope;
    this.#mnemonic = mnemonic;
    this.#symbols = symbols;
    this.#places = placeOperands(mnemonic);
    this.#isPage = mnemonic === 'adrp';
    this.#keywords = keywordOperands(mnemonic);
  }

  read(): Operands {
    const cursor = this.#cursor;
    const parts: Operands['parts'][number][] = [];
    if (!cursor.atEnd) {
      do {
        this.#operand = parts.length;
        cursor.skipSpace();
        const start = cursor.position;
        const text = this.#part(false);
        parts.push({ text, ...cursor.rangeFrom(start) });
      } while (cursor.accept(','));
      this.#end(parts.at(-1));
    }
    return {
      text: parts.map(({ text }) => text).join(', '),
      count: parts.length,
      parts,
      numbers: this.#numbers,
      holes: this.#holes,
      pure: this.#pure,
    };
  }

  /** Nothing may follow; some mistakes are known by what does. */
  #end(last: TextRange | undefined): void {
    const cursor = this.#cursor;
    const { text } = cursor;
    const name = last === undefined ? '' : text.slice(last.start, last.end);
    const next = cursor.peek();
    if (/^[a-z]+$/iu.test(name) && /[#\d]/u.test(next)) {
      throw new SourceError(
        'bad-instruction',
        `'${name}' is no shift or extension: expected lsl, lsr, asr, ror, msl, or uxtb to sxtx`,
        last?.start,
      );
    }
    if (next === '@') {
      const { message } = cursor.unexpected("',' or the end of the statement");
      const note = "a relocation operator stands before the symbol, between colons: ':lo12:symbol'";
      throw new SourceError('syntax-error', message, cursor.position, note);
    }
    cursor.end();
  }

  #part(address: boolean): string {
    const cursor = this.#cursor;
    switch (cursor.peek()) {
      case '[':
        return this.#address();
      case '{':
        return this.#list();
      case '=':
        cursor.accept('=');
        return this.#hole({ literal: true, address });
      case '#':
        cursor.accept('#');
        if (this.#mnemonic.startsWith('adr') && cursor.peek() === ':') {
          throw cursor.unexpected("a number behind '#'");
        }
        return this.#immediate(address);
      case ':':
        return this.#immediate(address);
      default:
        return this.#word(address) ?? this.#immediate(address);
    }
  }

  #address(): string {
    const cursor = this.#cursor;
    cursor.expect('[');
    const parts: string[] = [];
    do {
      parts.push(this.#part(true));
    } while (cursor.accept(','));
    cursor.expect(']');
    return `[${parts.join(', ')}]${cursor.accept('!') ? '!' : ''}`;
  }

  /** `{v0.16b-v3.16b}`, `{za0h.s[w12, 0]}`, and an index behind. */
  #list(): string {
    const cursor = this.#cursor;
    cursor.expect('{');
    let out = '{';
    while (!cursor.accept('}')) {
      if (cursor.atEnd) {
        throw cursor.unexpected(`'}'`);
      }
      const word = cursor.word();
      if (word === undefined) {
        const char = cursor.peek();
        if (!'-,/'.includes(char)) {
          throw cursor.unexpected('a register');
        }
        cursor.accept(char);
        out += char === ',' ? ', ' : char;
      } else {
        out += (this.#registerOf(word) ?? word) + this.#index();
      }
    }
    return `${out}}${this.#index()}`;
  }

  /** `[1]` behind a vector; the index may be an expression. */
  #index(): string {
    const cursor = this.#cursor;
    if (cursor.text[cursor.position] !== '[') {
      return '';
    }
    cursor.position++;
    const parts: string[] = [];
    do {
      parts.push(this.#part(true).replace('#', ''));
    } while (cursor.accept(','));
    cursor.expect(']');
    return `[${parts.join(', ')}]`;
  }

  /** A register, a modifier or another name of the architecture; undefined, nothing consumed, when an expression begins. */
  #word(address: boolean): string | undefined {
    const cursor = this.#cursor;
    if (!address && this.#places.includes(this.#operand)) {
      return undefined;
    }
    const start = cursor.position;
    const word = cursor.word();
    if (word === undefined) {
      return undefined;
    }
    if (isFlags(this.#mnemonic, this.#operand, word)) {
      return word;
    }
    const found = this.#registerOf(word);
    if (found !== undefined) {
      // What is no vector has no elements: the bracket begins an address, before which the comma is missing.
      const register = found + this.#predicate() + (scalar.test(found) ? '' : this.#index());
      return !address && cursor.accept('!') ? `${register}!` : register;
    }
    if (modifier.test(word)) {
      return this.#modifier(word, address);
    }
    if (float.test(word)) {
      return `#${word}`;
    }
    const keyword = this.#keywords.includes(this.#operand) && !address && !/^\d/u.test(word);
    if (keyword) {
      return word;
    }
    cursor.position = start;
    return undefined;
  }

  /** `/m` and `/z` behind a predicate register. */
  #predicate(): string {
    const match = /^\/[mz]/i.exec(
      this.#cursor.text.slice(this.#cursor.position, this.#cursor.position + 2),
    );
    this.#cursor.position += match?.[0].length ?? 0;
    return match?.[0] ?? '';
  }

  /** The register that a word names, itself or by an alias, with its arrangement (`.16b`). */
  #registerOf(word: string): string | undefined {
    if (isRegister(word)) {
      if (!this.#symbols.has(word)) {
        return word;
      }
      this.#pure = false;
      return undefined;
    }
    const whole = this.#scope.alias(word);
    if (whole !== undefined) {
      this.#pure = false;
      return whole;
    }
    const dot = word.indexOf('.');
    const base = dot > 0 ? this.#scope.alias(word.slice(0, dot)) : undefined;
    if (base === undefined) {
      return undefined;
    }
    this.#pure = false;
    return base + word.slice(dot);
  }

  /** `lsl #3`, `uxtw`, `mul vl`. */
  #modifier(word: string, address: boolean): string {
    const cursor = this.#cursor;
    if (cursor.atEnd || ',]'.includes(cursor.peek())) {
      return word;
    }
    const start = cursor.position;
    if (lowerCase(cursor.word() ?? '') === 'vl') {
      return `${word} vl`;
    }
    cursor.position = start;
    cursor.accept('#');
    return `${word} ${this.#immediate(address)}`;
  }

  /** An expression, with an operator such as `:lo12:` before it or not: a number, or a hole. */
  #immediate(address: boolean): string {
    const cursor = this.#cursor;
    if (this.#mnemonic === 'fmov') {
      return this.#floatingPoint();
    }
    const start = cursor.position;
    if (floatStart.test(cursor.text[start] ?? '')) {
      const literal = /^[+-]?[\w.]+(?:[+-]\d+)?/u.exec(cursor.text.slice(start))?.[0];
      if (literal !== undefined && float.test(literal)) {
        cursor.position += literal.length;
        return `#${literal}`;
      }
    }
    if (!cursor.accept(':')) {
      return this.#hole({ literal: false, address });
    }
    const word = cursor.word();
    if (word === undefined) {
      throw cursor.unexpected('a relocation operator');
    }
    const operator = lowerCase(word);
    cursor.expect(':');
    return this.#hole({ operator, literal: false, address, start });
  }

  /** FMOV's number, which is written out, or in hexadecimal as the bits that it has: an expression only where it begins with 0x. */
  #floatingPoint(): string {
    const cursor = this.#cursor;
    cursor.skipSpace();
    const rest = cursor.text.slice(cursor.position);
    if (rest.startsWith('0x')) {
      return this.#hole({ literal: false, address: false, isBits: true });
    }
    const written = /^[+-]?\s*(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iu.exec(rest)?.[0];
    if (written === undefined) {
      throw cursor.unexpected('a floating-point number');
    }
    cursor.position += written.length;
    return `#${written.replaceAll(' ', '')}`;
  }

  #hole({
    isBits = false,
    ...more
  }: Pick<Hole, 'literal' | 'address' | 'operator'> & {
    readonly start?: number;
    readonly isBits?: boolean;
  }): string {
    const cursor = this.#cursor;
    cursor.skipSpace();
    const position = cursor.position;
    const expression = parseExpression(cursor, this);
    const { end } = cursor.rangeFrom(position);
    if (expression.kind === 'big' && !more.literal) {
      throw tooManyBits(position);
    }
    if (!more.literal && more.operator === undefined && !this.#isPage) {
      const value = evaluate(expression, distanceNow);
      if (value !== undefined && isNumber(value)) {
        const { constant } = value;
        const number = isBits ? `#0x${BigInt.asUintN(64, constant).toString(16)}` : `#${constant}`;
        this.#numbers.push({ operand: this.#operand, text: number, start: position, end });
        return number;
      }
    }
    this.#pure = false;
    this.#holes.push({
      expression,
      operand: this.#operand,
      start: position,
      position,
      end,
      ...more,
    });
    return holeMark;
  }

  // What an expression refers to is not in the text.
  name(name: string): Expression {
    this.#pure = false;
    return this.#scope.name(name);
  }

  numeric(label: string, direction: 'b' | 'f', position: number): Expression {
    this.#pure = false;
    return this.#scope.numeric(label, direction, position);
  }

  here(): Expression {
    this.#pure = false;
    return this.#scope.here();
  }
}

/** The operands with numbers in their holes, in order. */
export function fillHoles(text: string, values: readonly bigint[]): string {
  let next = 0;
  return text.replaceAll(holeMark, () => `#${values[next++] ?? 0n}`);
}

/** The refusal of a hole that the instruction cannot take. */
export function misplaced(hole: Hole): SourceError {
  const { operator, literal, start, end } = hole;
  const because = (message: string, note?: string): SourceError =>
    new SourceError('bad-relocation', message, start, note, end);
  if (operator !== undefined) {
    return because(`':${operator}:' cannot be used in this operand`);
  }
  if (literal) {
    return because("'=' makes a literal, which ldr, ldrsw and prfm load: it is no operand here");
  }
  const symbols = [...symbolsOf(hole.expression)];
  const register = symbols.find(({ name, isDefined }) => !isDefined && isRegister(name));
  if (register !== undefined) {
    return because(`'${register.name}' is a register: expected a number`);
  }
  const missing = symbols.find(({ name, isDefined }) => !isDefined && name !== '');
  return missing === undefined
    ? because('a symbol cannot be used in this operand')
    : because(`'${missing.name}' is not defined, and this operand is a number`);
}

/** The symbols of an expression, from left to right. */
function* symbolsOf(expression: Expression): Iterable<AssemblySymbol> {
  switch (expression.kind) {
    case 'symbol':
      yield expression.symbol;
      return;
    case 'unary':
      yield* symbolsOf(expression.operand);
      return;
    case 'binary':
      yield* symbolsOf(expression.left);
      yield* symbolsOf(expression.right);
      return;
    case 'number':
    case 'big':
  }
}
