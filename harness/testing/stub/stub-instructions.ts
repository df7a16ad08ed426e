import type { Random } from '../random.ts';

/** What a random stub is written with. */
export interface Writing {
  readonly random: Random;
  readonly pick: <Item>(...items: readonly [Item, ...Item[]]) => Item;
  /** A new one. */
  readonly label: () => string;
}

export type Writer = (writing: Writing) => string;

/** One of them. */
export const oneOf =
  (...writers: readonly [Writer, ...Writer[]]): Writer =>
  (writing) =>
    writing.pick(...writers)(writing);

/** x18 is the immediate at first, x17 some other input; x0-x5 are the caller's. */
export const register: Writer = ({ pick }) =>
  `x${pick(18, 18, 18, 17, 17, 17, 0, 1, 2, 3, 4, 5, 19)}`;

/** The same, or its low half. */
const narrow = (name: string): string => name.replace('x', 'w');
export const anyWidth: Writer = (writing) => {
  const name = register(writing);
  return writing.random(3) === 0 ? narrow(name) : name;
};

export const number = ({ random }: Writing): number => 1 + random(8);
export const nzcv = ({ random }: Writing): number => random(16);

export const condition: Writer = ({ pick }) =>
  pick('lo', 'hs', 'eq', 'eq', 'ne', 'ne', 'gt', 'le', 'mi', 'vs');

/** Inputs that no general register holds; SPSR_EL2 has the caller's flags. */
export const systemInput: Writer = ({ pick }) =>
  pick('esr_el2', 'vttbr_el2', 'tpidr_el1', 'sp_el0', 'spsr_el2');

/** x10 gets a constant of two or four parts. */
export const wideConstant: Writer = (writing) => {
  const { random, pick } = writing;
  const part = (): string => `#0x${(random(3) === 0 ? random(4) : random(0x10000)).toString(16)}`;
  const low = `\tmovz x10, ${part()}\n\tmovk x10, ${part()}, lsl #16`;
  return pick(low, `${low}\n\tmovk x10, ${part()}, lsl #32\n\tmovk x10, ${part()}, lsl #48`);
};

/** Registers of one width, the first of which is written. */
function registers(writing: Writing, count: number): string {
  const names = Array.from({ length: count }, () => register(writing));
  return (writing.random(4) === 0 ? names.map(narrow) : names).join(', ');
}

const shiftName: Writer = ({ pick }) => pick('lsl', 'lsr', 'asr', 'ror');
const cell: Writer = ({ random }) => `[x9, #${8 * random(4)}]`;

/** An instruction, or a few that belong together, without the first tab. */
export const instruction: Writer = oneOf(
  (writing) => `mrs ${register(writing)}, ${systemInput(writing)}`,
  (writing) => `mrs ${register(writing)}, ${systemInput(writing)}`,
  (writing) =>
    `and ${registers(writing, 2)}, #${writing.pick('3', '7', '0xf', '0xff00', '0xffff')}`,
  (writing) =>
    `mov x10, #${number(writing)}\n\t${writing.pick('orr', 'add', 'mul', 'sub')} x18, x18, x10`,
  (writing) =>
    `${writing.pick('orr', 'eor', 'add', 'bic', 'and', 'sub', 'mul', 'eon', 'orn')} ${registers(writing, 3)}`,
  (writing) => `${writing.pick('add', 'sub')} ${registers(writing, 2)}, #${number(writing)}`,
  (writing) => `cmp ${anyWidth(writing)}, #${number(writing)}
	${writing.pick('csel', 'csinc', 'csinv', 'csneg')} ${registers(writing, 3)}, ${condition(writing)}`,
  (writing) =>
    `cmp ${anyWidth(writing)}, #${number(writing)}\n\tcset ${register(writing)}, ${condition(writing)}`,
  (writing) => `mrs x9, tpidr_el2\n\tstr ${anyWidth(writing)}, ${cell(writing)}`,
  (writing) => `mrs x9, tpidr_el2\n\tldr ${anyWidth(writing)}, ${cell(writing)}`,
  (writing) => `${shiftName(writing)} ${registers(writing, 2)}, #${number(writing)}`,
  (writing) => `${shiftName(writing)} ${registers(writing, 3)}`,
  (writing) =>
    `${writing.pick('ubfx', 'sbfx', 'bfi')} ${registers(writing, 2)}, #${writing.random(8)}, #${number(writing)}`,
  (writing) => `add ${registers(writing, 3)}, ${writing.pick('lsl', 'lsr')} #${number(writing)}`,
  (writing) =>
    `msr ${writing.pick('vttbr_el2', 'tpidr_el2', 'vbar_el2', 'far_el2')}, ${register(writing)}`,
  (writing) => `mov ${anyWidth(writing)}, #${number(writing)}`,
);
