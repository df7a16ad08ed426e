import { splitOperands } from '../operand.ts';
import type { Found, Matcher, ValueOf } from './miss.ts';
import { isMiss, wrongKind, wrongValue } from './miss.ts';
import { registerName } from './register.ts';

/** An address; `compileOperand` compiles what is between the brackets. */
export function compileMemory(
  specification: string,
  compileOperand: (specification: string) => Matcher,
): Matcher {
  const match = /^\[(.*)\](!)?$/.exec(specification);
  if (match === null) {
    throw new TypeError(`no such operand: ${specification}`);
  }
  const [baseText = '', ...rest] = splitOperands(match[1] ?? '');
  const base = compileOperand(baseText);
  const index = /^index(\d+)$/.exec(rest[0] ?? '');
  if (index !== null) {
    return compileIndexed(base, Number(index[1]));
  }
  const bare = rest[0] === 'bare';
  const parts = bare ? [] : rest.map((part) => compileOperand(part.replace(/\?$/, '')));
  const writeBack = match[2] !== undefined;
  const needsOffset = writeBack && !(rest[0]?.endsWith('?') ?? false);
  return {
    match: (operand) => {
      if (operand.kind !== 'memory') {
        return wrongKind(() => `expected an address, found '${operand.text}'`);
      }
      if (operand.writeBack !== writeBack) {
        return wrongKind(() =>
          writeBack ? `expected '!' after '${operand.text}'` : `no '!' is possible here`,
        );
      }
      const found = base.match(operand.base, undefined);
      if (isMiss(found)) {
        return { ...found, near: true };
      }
      const given = operand.parts;
      if (parts.length === 0) {
        const [only] = given;
        const zero = !bare && given.length === 1 && only?.kind === 'immediate' && only.value === 0n;
        return given.length === 0 || zero
          ? found
          : wrongKind(() => `no offset is possible in '${operand.text}'`);
      }
      if (given.length === 0 && !needsOffset) {
        return found;
      }
      if (given.length !== parts.length) {
        return wrongKind(() => `'${operand.text}' does not have the offset it needs`);
      }
      let fields = found;
      for (const [index, part] of parts.entries()) {
        const piece = given[index];
        const more: Found =
          piece === undefined
            ? wrongValue(() => `an offset is missing in '${operand.text}'`)
            : part.match(piece, undefined);
        if (isMiss(more)) {
          return more;
        }
        fields = { ...fields, ...more };
      }
      return fields;
    },
    print: (valueOf, address) => {
      const texts = [base, ...parts].map((part) => part.print(valueOf, address));
      if (texts.includes(undefined)) {
        return undefined;
      }
      // Offsets are decimal, and one of 0 is left out unless it is added to the base.
      const written = texts.map((text) => text?.replace(/^#0x[\da-f]+$/, decimal));
      const shown = !writeBack && written[1] === '#0' ? written.slice(0, 1) : written;
      return `[${shown.join(', ')}]${writeBack ? '!' : ''}`;
    },
  };
}

const decimal = (text: string): string => `#${Number(text.slice(1))}`;

/** Rm, option and S of load/store register (register offset) (Arm ARM, C4.1.88). */
function compileIndexed(base: Matcher, size: number): Matcher {
  const scale = BigInt(Math.log2(size));
  return {
    match: (operand) => {
      if (operand.kind !== 'memory') {
        return wrongKind(() => `expected an address, found '${operand.text}'`);
      }
      const [offset, modifier, ...rest] = operand.parts;
      if (offset?.kind === 'register' && operand.writeBack) {
        return wrongValue(() => `no '!' is possible behind a register offset`);
      }
      if (offset?.kind !== 'register' || rest.length > 0) {
        return wrongKind(() => `'${operand.text}' is not an address with a register offset`);
      }
      const found = base.match(operand.base, undefined);
      if (isMiss(found)) {
        return { ...found, near: true };
      }
      if (offset.stack || !'xw'.includes(offset.bank)) {
        return wrongValue(() => `'${offset.text}' cannot be an offset`);
      }
      if (modifier === undefined) {
        if (offset.bank === 'w') {
          return wrongValue(() => `'${offset.text}' as an offset needs 'uxtw' or 'sxtw'`);
        }
        return { ...found, Rm: offset.number, option: 3 };
      }
      const allowed = indexModifiers[offset.bank] ?? {};
      const option = modifier.kind === 'modifier' ? allowed[modifier.name] : undefined;
      if (modifier.kind !== 'modifier' || option === undefined) {
        return wrongValue(
          () =>
            `'${modifier.text}' does not fit the offset '${offset.text}': expected ${Object.keys(allowed).join(' or ')}`,
        );
      }
      const { amount } = modifier;
      if (amount === undefined && modifier.name === 'lsl') {
        return wrongValue(() => `'lsl' needs an amount`);
      }
      if (amount !== undefined && amount !== 0n && amount !== scale) {
        return wrongValue(
          () =>
            `'${modifier.text}' is out of range: expected ${modifier.name} #0${scale === 0n ? '' : ` or #${scale}`}`,
        );
      }
      // An access of one byte has S = 1 for a written 'lsl #0', which is how GNU as distinguishes the two.
      const scaled = amount !== undefined && amount === scale;
      return { ...found, Rm: offset.number, option, S: scaled ? 1 : 0 };
    },
    print: (valueOf: ValueOf, address: bigint) => {
      const option = valueOf('option');
      const bank = (option & 1) === 1 ? 'x' : 'w';
      const name = Object.entries(indexModifiers[bank] ?? {}).find(([, each]) => each === option);
      const text = base.print(valueOf, address);
      if (name === undefined || text === undefined) {
        return undefined;
      }
      const scaled = valueOf('S') === 1;
      const amount = scaled ? ` #${scale}` : '';
      const modifier = name[0] === 'lsl' && !scaled ? '' : `, ${name[0]}${amount}`;
      return `[${text}, ${registerName(bank, valueOf('Rm'), false)}${modifier}]`;
    },
  };
}

const indexModifiers: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  x: { lsl: 3, sxtx: 7 },
  w: { uxtw: 2, sxtw: 6 },
};
