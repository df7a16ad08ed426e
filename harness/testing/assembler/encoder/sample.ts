import type { Form, Syntax } from '../../../architecture/a64/form.ts';
import { fieldNamed } from '../../../architecture/a64/pattern.ts';
import { systemRegisters } from '../../../architecture/system-registers.ts';
import { splitOperands } from '../../../assembler/encoder/operand.ts';

/** A repeatable source of numbers: an integer of at least 0 and below `limit`. */
export type Random = (limit: number) => number;

/** A linear congruential generator (Numerical Recipes). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Text that a syntax accepts, with operands by chance; the distances of PC-relative ones are written `.+8`. */
export function sampleSyntax([form, { text }]: readonly [Form, Syntax], random: Random): string {
  const space = text.indexOf(' ');
  if (space === -1) {
    return text;
  }
  const operands: string[] = [];
  for (const specification of splitOperands(text.slice(space + 1))) {
    const optional = /^(.*?)\?\d*$/.exec(specification);
    if (optional !== null && random(4) === 0) {
      break;
    }
    operands.push(
      sampleOperand(withWidths(form, optional?.[1] ?? specification), random, operands),
    );
  }
  return `${text.slice(0, space)} ${operands.join(', ')}`;
}

/** `u5`, `s7*16`, `pc19` and `V.s[u2]:Rm` for fields of these widths. */
function withWidths({ pattern }: Form, specification: string): string {
  return specification.replaceAll(
    /(?<![\w.])(u|s|pc):(\w+)/g,
    (_, kind: string, name: string) => `${kind}${fieldNamed(pattern, name).width}`,
  );
}

function sampleOperand(specification: string, random: Random, before: readonly string[]): string {
  const memory = /^\[(.*)\](!?)$/.exec(specification);
  if (memory !== null) {
    const parts = splitOperands(memory[1] ?? '')
      .filter((part) => part !== 'bare')
      .map((part) => sampleOperand(part, random, []));
    return `[${parts.join(', ')}]${memory[2] ?? ''}`;
  }
  if (specification.startsWith('=')) {
    return specification.slice(1);
  }
  if (specification.endsWith('!')) {
    return `${sampleOperand(specification.slice(0, -1), random, before)}!`;
  }
  if (specification.endsWith('+1')) {
    return sampleSecond(before);
  }
  const fixed = specials[specification];
  if (fixed !== undefined) {
    return fixed(random);
  }
  const distance = /^(?:pc(\d+)|adr)$/.exec(specification);
  if (distance !== null) {
    const width = 2 ** Number(distance[1] ?? 21);
    return `.+(${(random(width) - width / 2) * (distance[1] === undefined ? 1 : 4)})`;
  }
  const index = /^index(\d+)$/.exec(specification);
  if (index !== null) {
    return sampleIndex(Number(index[1]), random);
  }
  const immediate = /^([us])(\d+)(?::\w+)?(?:\*(\d+))?(?:\+(\d+))?$/.exec(specification);
  if (immediate !== null) {
    const [, sign, width, scale, base] = immediate;
    const values = 2 ** Number(width);
    const value = (random(values) - (sign === 's' ? values / 2 : 0)) * Number(scale ?? 1);
    return `#${value + Number(base ?? 0)}`;
  }
  if (specification.startsWith('c:')) {
    return `c${random(16)}`;
  }
  return sampleRegister(specification, random, before);
}

const specials: Readonly<Record<string, (random: Random) => string>> = {
  system: (random) => {
    const names = Object.keys(systemRegisters);
    return random(2) === 0
      ? (names[random(names.length)] ?? '')
      : `s${2 + random(2)}_${random(8)}_c${random(16)}_c${random(16)}_${random(8)}`;
  },
  bit: (random) => `#${random(64)}`,
  prefetch: (random) => (random(2) === 0 ? `#${random(32)}` : 'pstl3strm'),
  authenticated: (random) => `#${(random(1024) - 512) * 8}`,
};

function sampleSecond(before: readonly string[]): string {
  const [, bank = '', number] = /^([xw])(\d+)$/.exec(before.at(-1) ?? '') ?? [];
  const next = Number(number) + 1;
  return next === 31 ? `${bank}zr` : `${bank}${next}`;
}

function sampleIndex(size: number, random: Random): string {
  const scale = Math.log2(size);
  const word = `w${random(31)}`;
  const long = `x${random(31)}`;
  const shapes = [
    long,
    `${long}, lsl #0`,
    `${long}, lsl #${scale}`,
    `${long}, sxtx`,
    `${long}, sxtx #${scale}`,
    `${word}, uxtw`,
    `${word}, sxtw #0`,
    `${word}, uxtw #${scale}`,
  ];
  return shapes[random(shapes.length)] ?? long;
}

function sampleRegister(specification: string, random: Random, before: readonly string[]): string {
  const [, bank = '', arrangement, width] =
    /^([A-Z]+)(?:[./](\w+))?(?:\[u(\d)\])?:\w+$/.exec(specification) ?? [];
  const number = random(32);
  if (bank === 'X' || bank === 'W') {
    // CASP wants even ones; before it there is none, or a pair.
    const even = before.length % 2 === 0 ? number & ~1 : number;
    return even === 31 ? `${bank.toLowerCase()}zr` : `${bank.toLowerCase()}${even}`;
  }
  if (bank === 'XSP') {
    return number === 31 ? 'sp' : `x${number}`;
  }
  if (bank === 'WSP') {
    return number === 31 ? 'wsp' : `w${number}`;
  }
  const element = width === undefined ? '' : `[${random(2 ** Number(width))}]`;
  return `${bank.toLowerCase()}${number}${arrangement === undefined ? '' : `.${arrangement}`}${element}`;
}
