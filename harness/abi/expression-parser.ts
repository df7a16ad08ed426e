import type { DiagnosticCode } from '../diagnostics/codes.ts';
import type { HcallError } from '../diagnostics/diagnostic.ts';
import type { TextSpot } from './document/cursor.ts';
import { registerInfo } from '../architecture/registers.ts';
import { evaluate } from '../expression/evaluate.ts';
import { binary, constant, extend, extract, input, unary } from '../expression/expression.ts';
import { binaryLevels, unarySymbols } from '../expression/notation.ts';
import { formatHex } from './integer.ts';
import { suggest } from './document/suggestion.ts';
import { tokenize } from './expression-lexer.ts';
import type { Token } from './expression-lexer.ts';
import type { Expected, Expression, Reference } from './expression.ts';
import { findRegister, suggestRegister } from './register.ts';

/** A cell of a `for:` table: its text, and where it stands. */
export interface RowValue {
  readonly text: string;
  readonly spot: TextSpot;
}

/** A row of a `for:` table. */
export interface RowLookup {
  get(name: string): RowValue | undefined;
  has(name: string): boolean;
  keys(): Iterable<string>;
}

/** What the names in an expression may mean. */
export interface Scope {
  /** `abi.NAME`: the ABI's constants and the numbers of its operations. */
  readonly constants: ReadonlyMap<string, bigint>;
  /** Declared inputs, known by their bare names. */
  readonly inputs?: Iterable<string>;
  /** Regions and their bytes: a bare name is the address of the first one. */
  readonly regions?: ReadonlyMap<string, number>;
  /** `for.NAME` */
  readonly row?: RowLookup;
  /** Whether `after.x0` has a meaning: not before the call. */
  readonly after?: boolean;
  /** Of what memory `[ADDRESS]` is what it holds before the call: of regions by their names, or any. */
  readonly cells?: 'regions' | 'memory';
  /** Bytes of a cell that does not say it; 8 if left out. */
  readonly cellSize?: number;
}

/** By level, loosest first. */
const precedence = binaryLevels.map((operators) => new Map(Object.entries(operators)));
/** Bits. */
const wordWidth = 64;
/** Bytes. */
const cellSizes: readonly number[] = [1, 2, 4, 8, 16];
/** Deeper nesting than anybody writes; keeps a hostile file from exhausting the stack. */
const depthLimit = 100;
const largestNegative = 1n << 63n;

/**
 * Parses the right-hand side of an expectation or an input. Constants are folded: what has no register, input or symbol
 * in it is an integer afterwards.
 *
 * Throws `expression-syntax`, `unknown-name`, `unknown-constant`, `unknown-row-value`, `misplaced-after`,
 * `misplaced-any`, `misplaced-cell`, `region-cell`, or what is wrong with an integer; each points at the part of the text.
 */
export function parseExpression(text: string, scope: Scope, spot: TextSpot): Expression {
  return whole(new Parser(text, scope, spot).parse());
}

/** As `parseExpression`, and `any` stands for every value. */
export function parseExpected(text: string, scope: Scope, spot: TextSpot): Expected {
  const trimmed = text.trim();
  const cell = trimmed.startsWith('for.') ? scope.row?.get(trimmed.slice(4)) : undefined;
  return trimmed === 'any' || cell?.text.trim() === 'any'
    ? { kind: 'any' }
    : parseExpression(text, scope, spot);
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #scope: Scope;
  readonly #spot: TextSpot;
  #position = 0;
  #depth = 0;
  /** Whether what is parsed is the address of a cell. */
  #inCell = false;

  constructor(text: string, scope: Scope, spot: TextSpot) {
    this.#tokens = tokenize(text, spot);
    this.#scope = scope;
    this.#spot = spot;
  }

  parse(): Expression {
    const expression = this.#binary(0);
    const rest = this.#next;
    if (rest.kind !== 'end') {
      throw this.#unexpected(rest, 'an operator');
    }
    return expression;
  }

  get #next(): Token {
    const token = this.#tokens[this.#position] ?? this.#tokens.at(-1);
    if (token === undefined) {
      throw new Error('a token list ends with the end token');
    }
    return token;
  }

  #take(): Token {
    const token = this.#next;
    this.#position++;
    return token;
  }

  #binary(level: number): Expression {
    const operators = precedence[level];
    if (operators === undefined) {
      return this.#unary();
    }
    let left = this.#binary(level + 1);
    for (;;) {
      const operator = operators.get(this.#next.text);
      if (operator === undefined) {
        return left;
      }
      this.#take();
      left = fold(binary(operator, left, this.#binary(level + 1)));
    }
  }

  #unary(): Expression {
    const token = this.#next;
    if (token.text !== '-' && token.text !== '~') {
      return this.#sliced();
    }
    this.#take();
    this.#descend(token);
    const literal = this.#next;
    if (token.text === '-' && literal.kind === 'integer' && literal.value > largestNegative) {
      throw this.#problem(
        'integer-out-of-range',
        token,
        `'-${literal.text}' does not fit into 64 bits`,
        {
          note: `the smallest value is -0x${largestNegative.toString(16)}`,
          end: literal.offset + literal.text.length,
        },
      );
    }
    const operand = this.#unary();
    this.#depth--;
    return fold(unary(unarySymbols[token.text], operand));
  }

  /** A value, and the bits that are taken of it: `x0[31:0]`, `x0[7]`. */
  #sliced(): Expression {
    let expression = this.#primary();
    while (this.#accept('[')) {
      const high = this.#bitNumber();
      const low = this.#accept(':') ? this.#bitNumber() : high;
      const end = this.#next;
      this.#expect(']');
      if (high < low) {
        throw this.#problem('expression-syntax', end, `bits ${high} down to ${low} are none`, {
          note: `write the higher bit first: [${low}:${high}]`,
        });
      }
      const bits = fold(extract(expression, low, high - low + 1));
      expression = fold(extend('zero-extend', bits, wordWidth));
    }
    return expression;
  }

  #bitNumber(): number {
    const token = this.#take();
    if (token.kind !== 'integer' || token.value >= BigInt(wordWidth)) {
      throw this.#unexpected(token, `the number of a bit, 0 to ${wordWidth - 1}`);
    }
    return Number(token.value);
  }

  #primary(): Expression {
    const token = this.#take();
    if (token.kind === 'integer') {
      return constant(token.value, wordWidth);
    }
    if (token.kind === 'word') {
      return this.#word(token);
    }
    if (token.text === '[') {
      return this.#cell(token);
    }
    if (token.text !== '(') {
      throw this.#unexpected(token, 'a value');
    }
    this.#descend(token);
    const inner = this.#binary(0);
    this.#depth--;
    this.#expect(')');
    return inner;
  }

  #word(token: Token): Expression {
    const { text } = token;
    if (text === 'phys' || text === 'link' || text === 'hyp') {
      this.#expect('(');
      const symbol = this.#take();
      if (symbol.kind !== 'word') {
        throw this.#unexpected(symbol, 'a symbol');
      }
      this.#expect(')');
      return named({ kind: 'symbol', how: text, name: symbol.text });
    }
    const dot = text.indexOf('.');
    const name = text.slice(dot + 1);
    switch (dot < 0 ? '' : text.slice(0, dot)) {
      case 'after':
        return this.#after(token, name);
      case 'abi':
        return this.#constant(token, name);
      case 'for':
        return this.#rowValue(token, name);
      default:
        return this.#bareWord(token);
    }
  }

  #after(token: Token, name: string): Expression {
    const register = findRegister(name);
    if (register === undefined) {
      throw this.#problem('unknown-name', token, `unknown register '${name}'`, {
        note: suggestRegister(name),
      });
    }
    if (this.#scope.after !== true || this.#inCell) {
      throw this.#problem(
        'misplaced-after',
        token,
        `'${token.text}' is not known before the call`,
        {
          note: `write '${name}' for its value before the call`,
        },
      );
    }
    return named({ kind: 'register', register, when: 'after' });
  }

  #constant(token: Token, name: string): Expression {
    const value = this.#scope.constants.get(name);
    if (value === undefined) {
      throw this.#problem('unknown-constant', token, `the ABI has no constant '${name}'`, {
        note: suggest(name, this.#scope.constants.keys()),
      });
    }
    return constant(value, wordWidth);
  }

  /** `[vcpu + 0x8]`, `[sp_el2 - 0x10, 4]` */
  #cell(open: Token): Expression {
    const isNested = this.#inCell;
    this.#descend(open);
    this.#inCell = true;
    const address = this.#binary(0);
    this.#inCell = isNested;
    this.#depth--;
    const size = this.#accept(',') ? this.#bytes('a number of bytes') : this.#cellSize;
    const close = this.#next;
    this.#expect(']');
    const end = close.offset + close.text.length;
    const { cells } = this.#scope;
    if (cells === undefined || isNested) {
      throw this.#problem('misplaced-cell', open, 'what memory holds is not known here', {
        note: isNested
          ? 'memory whose address is in memory is a region: name the pointer under its `pointers:`'
          : 'it can be a value before the call, or what is expected after it, and is no address',
        end,
      });
    }
    if (!cellSizes.includes(size)) {
      throw this.#problem('region-cell', open, `memory has no cells of ${size} bytes`, {
        note: `a cell has ${cellSizes.join(', ').replace(/, (\d+)$/, ' or $1')} bytes`,
        end,
      });
    }
    this.#checkInRegion(address, size, open, end);
    return named({ kind: 'cell', address, size });
  }

  get #cellSize(): number {
    return this.#scope.cellSize ?? 8;
  }

  /** Throws for bytes that are not all of the region which the address names, and for an address that names none where it must. */
  #checkInRegion(address: Expression, size: number, open: Token, end: number): void {
    const place = placeInRegion(address);
    if (place === undefined) {
      if (this.#scope.cells === 'regions') {
        throw this.#problem('misplaced-cell', open, 'memory has to be that of a region here', {
          note: "name it under 'regions', and write [NAME + 0x8]",
          end,
        });
      }
      return;
    }
    const bytes = BigInt(this.#scope.regions?.get(place.region) ?? 0);
    if (place.offset + BigInt(size) > bytes) {
      throw this.#problem(
        'region-cell',
        open,
        `the region '${place.region}' of ${formatHex(bytes)} bytes has no such cell`,
        { note: 'a cell has 1, 2, 4, 8 or 16 bytes, all of them in the region', end },
      );
    }
  }

  #bytes(wanted: string): number {
    const token = this.#take();
    if (token.kind !== 'integer') {
      throw this.#unexpected(token, wanted);
    }
    return Number(token.value);
  }

  #rowValue(token: Token, name: string): Expression {
    const cell = this.#scope.row?.get(name);
    if (cell === undefined) {
      throw this.#problem('unknown-row-value', token, `no row of 'for:' gives '${name}' here`, {
        note: suggest(name, this.#scope.row?.keys() ?? []),
      });
    }
    const { row: _, ...scope } = this.#scope;
    return new Parser(cell.text, scope, cell.spot).parse();
  }

  #bareWord(token: Token): Expression {
    const { text } = token;
    const inputs = [...(this.#scope.inputs ?? [])];
    if (inputs.includes(text)) {
      return named({ kind: 'input', name: text });
    }
    if (this.#scope.regions?.has(text) === true) {
      return named({ kind: 'region', name: text });
    }
    const register = findRegister(text);
    if (register !== undefined) {
      return named({ kind: 'register', register, when: 'before' });
    }
    if (text === 'any') {
      throw this.#problem('misplaced-any', token, "'any' is not part of an expression", {
        note: "write 'any' alone, as a result or an expected value",
      });
    }
    throw this.#problem('unknown-name', token, `unknown name '${text}'`, {
      note:
        this.#prefixNote(text) ??
        suggestRegister(text, [...inputs, ...(this.#scope.regions?.keys() ?? [])]) ??
        (inputs.length === 0 ? undefined : `a register, or an input: ${inputs.join(', ')}`),
    });
  }

  #prefixNote(name: string): string | undefined {
    if (this.#scope.row?.has(name) === true) {
      return `write 'for.${name}' for the row's value`;
    }
    return this.#scope.constants.has(name)
      ? `write 'abi.${name}' for the ABI's constant`
      : undefined;
  }

  /** Whether the next token is this one, which is then taken. */
  #accept(text: string): boolean {
    const found = this.#next.text === text;
    this.#position += found ? 1 : 0;
    return found;
  }

  #expect(text: string): void {
    const token = this.#take();
    if (token.text !== text) {
      throw this.#unexpected(token, `'${text}'`);
    }
  }

  #descend(token: Token): void {
    this.#depth++;
    if (this.#depth > depthLimit) {
      throw this.#problem('expression-syntax', token, 'the expression is nested too deeply');
    }
  }

  #unexpected(token: Token, wanted: string): HcallError {
    const found = token.kind === 'end' ? 'the end' : `'${token.text}'`;
    return this.#problem('expression-syntax', token, `expected ${wanted}, found ${found}`);
  }

  #problem(
    code: DiagnosticCode,
    { offset, text }: Token,
    message: string,
    more: { readonly note?: string | undefined; readonly end?: number } = {},
  ): HcallError {
    const length = (more.end ?? offset + text.length) - offset;
    return this.#spot.problem(code, message, { note: more.note, part: { offset, length } });
  }
}

function named(reference: Reference): Expression {
  return input(reference, wordWidth);
}

/** The region by whose name alone an address says where it is, and the bytes from its first one, modulo 2^64. */
function placeInRegion(
  address: Expression,
): { readonly region: string; readonly offset: bigint } | undefined {
  if (address.kind === 'input') {
    return address.name.kind === 'region' ? { region: address.name.name, offset: 0n } : undefined;
  }
  if (address.kind !== 'operation' || !['add', 'sub'].includes(address.operator)) {
    return undefined;
  }
  const [left, right] = address.operands;
  const [base, more] =
    left?.kind === 'constant' && address.operator === 'add' ? [right, left] : [left, right];
  const place = base && placeInRegion(base);
  if (place === undefined || more?.kind !== 'constant') {
    return undefined;
  }
  const distance = address.operator === 'add' ? more.value : -more.value;
  return { ...place, offset: BigInt.asUintN(wordWidth, place.offset + distance) };
}

/** A vector register, or 16 bytes of memory, that stand alone keep all their 128 bits. */
function whole(expression: Expression): Expression {
  return expression.kind === 'input' && isWide(expression.name)
    ? { ...expression, width: 2 * wordWidth }
    : expression;
}

function isWide(name: Reference): boolean {
  return (
    (name.kind === 'register' && registerInfo(name.register).kind === 'vector') ||
    (name.kind === 'cell' && name.size === 16)
  );
}

/** A constant in place of an operation on constants. */
function fold(expression: Expression): Expression {
  return expression.kind === 'operation' &&
    expression.operands.every(({ kind }) => kind === 'constant')
    ? constant(evaluate(expression, notConstant), expression.width)
    : expression;
}

function notConstant(): never {
  throw new Error('only constants are folded');
}
