import type { Refusal } from './encoder.ts';
import { splitOperands, type Operand, type RegisterOperand } from './operand.ts';

/** The bits that an operand contributes, or what is wrong with it. */
type Bits = number | string;
type Matcher = (operand: Operand) => Bits;

/**
 * An instruction as one line of text: the word with all variable fields 0, the mnemonic, and a pattern for each operand.
 *
 * | pattern | operand |
 * | --- | --- |
 * | `X@5` `W@0` `D@0` ... | a register, its number at bit 5; 31 is the zero register |
 * | `XSP@5` `WSP@5` | the same, but 31 is the stack pointer |
 * | `V.16b@0` `Z.d@5` | a vector register with this arrangement |
 * | `V.s[u2@12]@16` | an element: its index at bit 12 |
 * | `P@10` `P/z@10` | a predicate register |
 * | `u5@16` `s9@12` | an unsigned or signed immediate of 5 or 9 bits, its lowest bit at bit 16 |
 * | `s7*16@15` | a multiple of 16, divided by it |
 * | `pc19@5` | a distance in words from this instruction, 19 bits; `adr`, `adrp`: their split field |
 * | `[XSP@5]` `[XSP@5,s9@12]` `[..]!` | an address; a missing offset is 0 |
 * | `[XSP@5,index8]` | an address with a register offset, for an access of 8 bytes |
 * | `{V.16b@0}` | a list of one register; `{V.16b*4@0}` of four consecutive ones |
 * | `=word` | exactly this word or modifier |
 * | `bit` | a bit number of a 64-bit register, as TBZ splits it |
 * | `prefetch` | a prefetch operation, by its name or number, at bit 0 |
 *
 * An operand that ends in `?` may be missing, then its bits are 0; `?30` gives the register that is meant.
 */
type Row = readonly [word: number, text: string];

interface Pattern {
  readonly word: number;
  readonly mnemonic: string;
  readonly matchers: readonly Matcher[];
  /** How many operands must be there. */
  readonly required: number;
  /** Bits of the operands that may be missing. */
  readonly defaults: readonly number[];
}

function compileRow([word, text]: Row): Pattern {
  const space = text.indexOf(' ');
  const mnemonic = space === -1 ? text : text.slice(0, space);
  const specifications = space === -1 ? [] : splitOperands(text.slice(space + 1));
  const matchers: Matcher[] = [];
  const defaults: number[] = [];
  let required = 0;
  for (const specification of specifications) {
    const [, kept = '', optional, register] = /^(.*?)(\?(\d*))?$/.exec(specification) ?? [];
    matchers.push(compileOperand(kept));
    const shift = Number(/@(\d+)$/.exec(kept)?.[1] ?? 0);
    defaults.push(register === undefined || register === '' ? 0 : Number(register) << shift);
    if (optional === undefined) required = matchers.length;
  }
  return { word, mnemonic, matchers, required, defaults };
}

/** The word, or how far the operands fit and why no further. */
function matchPattern(pattern: Pattern, operands: readonly Operand[]): number | Refusal {
  const { matchers, required, defaults } = pattern;
  let word = pattern.word;
  for (const [index, operand] of operands.entries()) {
    const matcher = matchers[index];
    if (matcher === undefined) {
      return {
        error: `'${pattern.mnemonic}' takes no operand '${operand.text}' here`,
        operand: index,
      };
    }
    const bits = matcher(operand);
    if (typeof bits === 'string') return { error: bits, operand: index };
    word |= bits;
  }
  if (operands.length < required) {
    return {
      error: `'${pattern.mnemonic}' needs ${required} operand${required === 1 ? '' : 's'}, found ${operands.length}`,
    };
  }
  for (const bits of defaults.slice(operands.length)) word |= bits;
  return word >>> 0;
}

function compileOperand(specification: string): Matcher {
  if (specification.startsWith('[')) return compileMemory(specification);
  if (specification.startsWith('{')) return compileList(specification);
  if (specification.startsWith('=')) return compileWord(specification.slice(1));
  if (specification === 'prefetch') return matchPrefetch;
  if (specification === 'bit') return matchBit;
  if (specification.startsWith('pc') || specification.startsWith('adr')) {
    return compileDistance(specification);
  }
  const immediate = /^([us])(\d+)(?:\*(\d+))?@(\d+)$/.exec(specification);
  if (immediate !== null) {
    const [, sign, width, scale, shift] = immediate;
    return compileImmediate(sign === 's', Number(width), Number(scale ?? 1), Number(shift));
  }
  return compileRegister(specification);
}

function compileWord(word: string): Matcher {
  return (operand) => {
    const { text } = operand;
    return text.replace(/\s*#?(?=\d+$)/, ' ') === word || text === word
      ? 0
      : `expected '${word}', found '${text}'`;
  };
}

const bitNumber = compileImmediate(false, 6, 1, 0);

/** TBZ, TBNZ: b5 is bit 31, b40 is at bit 19. */
function matchBit(operand: Operand): Bits {
  const bit = bitNumber(operand);
  return typeof bit === 'string' ? bit : ((bit & 31) << 19) | ((bit >> 5) << 31);
}

const prefetchNumber = compileImmediate(false, 5, 1, 0);

/** PRFM's prfop: type 4:3, target 2:1, policy 0. */
function matchPrefetch(operand: Operand): Bits {
  if (operand.kind === 'immediate') return prefetchNumber(operand);
  const match = /^p(ld|li|st)l([123])(keep|strm)$/.exec(operand.text);
  if (match === null) return `'${operand.text}' is not a prefetch operation such as 'pldl1keep'`;
  const [, type = '', level, policy] = match;
  const kind = ['ld', 'li', 'st'].indexOf(type);
  return (kind << 3) | ((Number(level) - 1) << 1) | (policy === 'strm' ? 1 : 0);
}

function compileImmediate(signed: boolean, width: number, scale: number, shift: number): Matcher {
  const low = signed ? -(2 ** (width - 1)) * scale : 0;
  const high = (signed ? 2 ** (width - 1) - 1 : 2 ** width - 1) * scale;
  const range = `${low} to ${high}${scale === 1 ? '' : ` in steps of ${scale}`}`;
  return (operand) => {
    if (operand.kind !== 'immediate') return `expected a number, found '${operand.text}'`;
    const { value } = operand;
    if (value < BigInt(low) || value > BigInt(high) || value % BigInt(scale) !== 0n) {
      return `'${operand.text}' is out of range: expected ${range}`;
    }
    return ((Number(value) / scale) & (2 ** width - 1)) << shift;
  };
}

function compileDistance(specification: string): Matcher {
  const match = /^(pc(\d+)@(\d+)|adrp?)$/.exec(specification);
  if (match === null) throw new TypeError(`no such operand pattern: ${specification}`);
  const words = match[2] !== undefined;
  const width = BigInt(match[2] ?? 21);
  const scale = words ? 4n : specification === 'adrp' ? 4096n : 1n;
  const limit = (1n << (width - 1n)) * scale;
  return (operand) => {
    if (operand.kind !== 'immediate') {
      return `expected a label or a distance in bytes, found '${operand.text}'`;
    }
    const { value } = operand;
    if (value < -limit || value >= limit) {
      return `'${operand.text}' is out of range: expected ${-limit} to ${limit - scale}`;
    }
    if (value % scale !== 0n) return `'${operand.text}' is not a multiple of ${scale}`;
    const field = Number(BigInt.asUintN(Number(width), value / scale));
    return words ? field << Number(match[3]) : ((field & 3) << 29) | ((field >>> 2) << 5);
  };
}

const banks: Readonly<Record<string, { bank: RegisterOperand['bank']; stack: boolean }>> = {
  X: { bank: 'x', stack: false },
  W: { bank: 'w', stack: false },
  XSP: { bank: 'x', stack: true },
  WSP: { bank: 'w', stack: true },
  B: { bank: 'b', stack: false },
  H: { bank: 'h', stack: false },
  S: { bank: 's', stack: false },
  D: { bank: 'd', stack: false },
  Q: { bank: 'q', stack: false },
  V: { bank: 'v', stack: false },
  Z: { bank: 'z', stack: false },
  P: { bank: 'p', stack: false },
};

function compileRegister(specification: string): Matcher {
  const match = /^([A-Z]+)(?:[./](\w+))?(?:\[u(\d)@(\d+)\])?@(\d+)$/.exec(specification);
  const found = banks[match?.[1] ?? ''];
  if (match === null || found === undefined) {
    throw new TypeError(`no such operand pattern: ${specification}`);
  }
  const { bank, stack } = found;
  const arrangement = match[2] ?? '';
  const elementWidth = match[3] === undefined ? undefined : Number(match[3]);
  const elementShift = Number(match[4] ?? 0);
  const shift = Number(match[5]);
  const expected = describe(match[1] ?? '', arrangement, elementWidth !== undefined);
  return (operand) => {
    if (
      operand.kind !== 'register' ||
      operand.bank !== bank ||
      operand.arrangement !== arrangement ||
      (operand.number === 31 && 'xw'.includes(bank) && operand.stack !== stack) ||
      (operand.element === undefined) !== (elementWidth === undefined)
    ) {
      return `expected ${expected}, found '${operand.text}'`;
    }
    const element = operand.element ?? 0;
    if (elementWidth !== undefined && element >= 2 ** elementWidth) {
      return `element ${element} of '${operand.text}' is out of range: expected 0 to ${2 ** elementWidth - 1}`;
    }
    return (operand.number << shift) | (element << elementShift);
  };
}

function describe(bank: string, arrangement: string, element: boolean): string {
  if (bank === 'XSP') return 'a 64-bit register or sp';
  if (bank === 'WSP') return 'a 32-bit register or wsp';
  if (bank === 'X') return 'a 64-bit register';
  if (bank === 'W') return 'a 32-bit register';
  if (bank === 'P')
    return `a predicate register${arrangement === '' ? '' : ` with '${arrangement}'`}`;
  const suffix = arrangement === '' ? '' : `.${arrangement}`;
  return `a register ${bank.toLowerCase()}0${suffix} to ${bank.toLowerCase()}31${suffix}${element ? ' with an element' : ''}`;
}

function compileMemory(specification: string): Matcher {
  const match = /^\[(.*)\](!)?$/.exec(specification);
  if (match === null) throw new TypeError(`no such operand pattern: ${specification}`);
  const [baseText = '', ...rest] = splitOperands(match[1] ?? '');
  const base = compileOperand(baseText);
  const index = /^index(\d+)$/.exec(rest[0] ?? '');
  if (index !== null) return compileIndexed(base, Number(index[1]));
  const parts = rest.map(compileOperand);
  const writeBack = match[2] !== undefined;
  return (operand) => {
    if (operand.kind !== 'memory') return `expected an address, found '${operand.text}'`;
    if (operand.writeBack !== writeBack) {
      return writeBack ? `expected '!' after '${operand.text}'` : `no '!' is possible here`;
    }
    const found = base(operand.base);
    if (typeof found === 'string') return found;
    let bits = found;
    const given = operand.parts;
    if (parts.length === 0) {
      const [only] = given;
      const zero = given.length === 1 && only?.kind === 'immediate' && only.value === 0n;
      return given.length === 0 || zero ? bits : `no offset is possible in '${operand.text}'`;
    }
    if (given.length === 0 && !writeBack) return bits;
    if (given.length !== parts.length) return `'${operand.text}' does not have the offset it needs`;
    for (const [index, part] of parts.entries()) {
      const piece = given[index];
      const more = piece === undefined ? `an offset is missing in '${operand.text}'` : part(piece);
      if (typeof more === 'string') return more;
      bits |= more;
    }
    return bits;
  };
}

/** Rm 20:16, option 15:13, S 12 (Arm ARM C4.1.88, load/store register (register offset)). */
function compileIndexed(base: Matcher, size: number): Matcher {
  const scale = BigInt(Math.log2(size));
  return (operand) => {
    if (operand.kind !== 'memory') return `expected an address, found '${operand.text}'`;
    const [offset, modifier, ...rest] = operand.parts;
    if (offset?.kind !== 'register' || operand.writeBack || rest.length > 0) {
      return `'${operand.text}' is not an address with a register offset`;
    }
    const found = base(operand.base);
    if (typeof found === 'string') return found;
    if (offset.stack || !'xw'.includes(offset.bank)) return `'${offset.text}' cannot be an offset`;
    if (modifier === undefined) {
      if (offset.bank === 'w') return `'${offset.text}' as an offset needs 'uxtw' or 'sxtw'`;
      return found | (offset.number << 16) | (3 << 13);
    }
    const allowed = indexModifiers[offset.bank] ?? {};
    const option = modifier.kind === 'modifier' ? allowed[modifier.name] : undefined;
    if (modifier.kind !== 'modifier' || option === undefined) {
      return `'${modifier.text}' does not fit the offset '${offset.text}': expected ${Object.keys(allowed).join(' or ')}`;
    }
    const { amount } = modifier;
    if (amount === undefined && modifier.name === 'lsl') return `'lsl' needs an amount`;
    if (amount !== undefined && amount !== 0n && amount !== scale) {
      return `'${modifier.text}' is out of range: expected a shift by 0${scale === 0n ? '' : ` or ${scale}`}`;
    }
    // An access of one byte has S = 1 for a written 'lsl #0', which is how GNU as tells the two apart.
    const scaled = amount !== undefined && amount === scale;
    return found | (offset.number << 16) | (option << 13) | (scaled ? 1 << 12 : 0);
  };
}

const indexModifiers: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  x: { lsl: 3, sxtx: 7 },
  w: { uxtw: 2, sxtw: 6 },
};

function compileList(specification: string): Matcher {
  const match = /^\{([A-Z]+)\.(\w+)(?:\*(\d))?@(\d+)\}$/.exec(specification);
  if (match === null) throw new TypeError(`no such operand pattern: ${specification}`);
  const [, bank = '', arrangement, count, shift] = match;
  const length = Number(count ?? 1);
  return (operand) => {
    if (operand.kind !== 'list' || operand.element !== undefined) {
      return `expected a list of ${length} registers, found '${operand.text}'`;
    }
    const { registers } = operand;
    const first = registers[0]?.number ?? 0;
    const fits =
      registers.length === length &&
      registers.every(
        (register, index) =>
          register.bank === bank.toLowerCase() &&
          register.arrangement === arrangement &&
          register.number === ((first + index) & 31),
      );
    return fits
      ? first << Number(shift)
      : `expected a list of ${length} consecutive registers with '.${arrangement}', found '${operand.text}'`;
  };
}

export { compileRow, matchPattern };
export type { Pattern, Row };
