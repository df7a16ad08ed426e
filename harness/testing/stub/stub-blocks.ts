import type { Writer, Writing } from './stub-instructions.ts';
import {
  anyWidth,
  condition,
  instruction,
  number,
  nzcv,
  oneOf,
  register,
  wideConstant,
} from './stub-instructions.ts';

const lines = (count: number, line: () => string): string =>
  Array.from({ length: count }, line).join('\n');

const some = (writing: Writing): string =>
  lines(1 + writing.random(2), () => `\t${instruction(writing)}`);

/** One more condition of a chain. */
const conditionalCompare: Writer = (writing) =>
  `\t${writing.pick('ccmp', 'ccmp', 'ccmn')} ${anyWidth(writing)}, #${number(writing)}, #${nzcv(writing)}, ${condition(writing)}`;

/** A branch to a label, by the flags that these lines set. */
const byFlags =
  (flags: Writer) =>
  (label: string): Writer =>
  (writing) =>
    `${flags(writing)}\n\tb.${condition(writing)} ${label}`;

/** Branches to a label. */
const branches: readonly [(label: string) => Writer, ...((label: string) => Writer)[]] = [
  (label) => (writing) =>
    `\t${writing.pick('tbz', 'tbnz')} ${register(writing)}, #${writing.pick(0, 1, 2, 3, 28, 30, 48, 63)}, ${label}`,
  (label) => (writing) => `\t${writing.pick('cbz', 'cbnz')} ${anyWidth(writing)}, ${label}`,
  byFlags((writing) => `\tcmp ${anyWidth(writing)}, #${number(writing)}`),
  byFlags(
    (writing) =>
      `\t${writing.pick('cmp', 'cmn', 'tst')} ${register(writing)}, ${register(writing)}`,
  ),
  byFlags(
    (writing) => `\tcmp ${anyWidth(writing)}, #${number(writing)}\n${conditionalCompare(writing)}`,
  ),
  byFlags(
    (writing) =>
      `\tcmp ${anyWidth(writing)}, #${number(writing)}\n${conditionalCompare(writing)}\n${conditionalCompare(writing)}`,
  ),
  // One value of 2^64: of a register, a sum, a difference of bits.
  byFlags((writing) => `${wideConstant(writing)}\n\tcmp ${register(writing)}, x10`),
  byFlags(
    (writing) => `${wideConstant(writing)}
	${writing.pick('add', 'eor', 'sub')} x11, ${register(writing)}, ${register(writing)}
	cmp x11, x10`,
  ),
  // A field.
  byFlags(
    (writing) => `	and x11, ${register(writing)}, #${writing.pick('0xff00', '0xffff000000000000')}
	mov x10, #0x42${writing.pick('00', '000000000000')}
	cmp x11, x10`,
  ),
];

const branch = (writing: Writing, label: string): string =>
  writing.pick(...branches)(label)(writing);

/** Where four ways of a table part, each with a line of its own. */
function fourWays(writing: Writing, label: string): string {
  const ways = ['a', 'b', 'c', 'd'].map(
    (way) => `${label}${way}:\tmov ${register(writing)}, #${number(writing)}\n\tb ${label}e`,
  );
  return `${ways.join('\n')}\n${label}e:`;
}

/** What has no other block inside. */
const tables: readonly Writer[] = [
  // Branches, one after the other.
  (writing) => {
    const label = writing.label();
    return `	and x10, ${register(writing)}, #3
	adr x11, ${label}
	add x11, x11, x10, lsl #3
	br x11
${label}:
${fourWays(writing, label)}`;
  },
  // Distances of 32 bits.
  (writing) => {
    const label = writing.label();
    return `	and x10, ${register(writing)}, #3
	adr x11, ${label}
	ldrsw x12, [x11, x10, lsl #2]
	add x11, x11, x12
	br x11
${label}:	.word ${['a', 'b', 'c', 'd'].map((way) => `${label}${way} - ${label}`).join(', ')}
${fourWays(writing, label)}`;
  },
  // Distances of 8 bits, in instructions.
  (writing) => {
    const label = writing.label();
    return `	and x10, ${register(writing)}, #3
	adr x11, ${label}
	ldrb w12, [x11, x10]
	add x11, x11, x12, lsl #2
	br x11
${label}:	.byte ${['a', 'b', 'c', 'd'].map((way) => `(${label}${way} - ${label}) / 4`).join(', ')}
${fourWays(writing, label)}`;
  },
  // Numbers.
  (writing) => {
    const label = writing.label();
    return `	and x10, ${register(writing)}, #3
	adr x11, ${label}
	ldrb w17, [x11, x10]
	b ${label}e
${label}:	.byte ${number(writing)}, ${number(writing)}, ${number(writing)}, 0
${label}e:`;
  },
];

/** Twice the same way, with something else to do the second time. */
const loop: Writer = (writing) => {
  const label = writing.label();
  return `	mov x10, #1
${label}:
	mrs x18, esr_el2
	and x18, x18, #${writing.pick('7', '0xffff')}
	cmp x10, #2
	ccmp x18, #${number(writing)}, #${nzcv(writing)}, ${condition(writing)}
	csel x18, x10, xzr, ${condition(writing)}
	${instruction(writing).replaceAll('x10', 'x11')}
	add x10, x10, #1
	cmp x10, #3
	b.ne ${label}
	mov x10, #0`;
};

/** A function, at an address that no code is at. */
const call: Writer = (writing) => {
  const label = writing.label();
  return `${branch(writing, label)}
	mov ${writing.pick('x18', 'x19', 'x20')}, #${number(writing)}
	blr x16
${label}:`;
};

/** Some lines; `depth` conditions may be inside of each other. */
export function block(writing: Writing, depth: number): string {
  const inner = (): string => (depth > 0 ? block(writing, depth - 1) : some(writing));
  const condition = (): string => {
    const label = writing.label();
    return `${branch(writing, label)}\n${inner()}\n${label}:`;
  };
  const alternative = (): string => {
    const [label, end] = [writing.label(), writing.label()];
    return `${branch(writing, label)}\n${inner()}\n\tb ${end}\n${label}:\n${inner()}\n${end}:`;
  };
  const saved = (): string => {
    const pair = writing.pick('x18, x19', 'x17, x30', 'x0, x1');
    return `\tstp ${pair}, [sp, #-16]!\n${inner()}\n\tldp ${pair}, [sp], #16`;
  };
  return oneOf(
    condition,
    condition,
    alternative,
    alternative,
    saved,
    loop,
    call,
    oneOf(...(tables as [Writer, ...Writer[]])),
    some,
  )(writing);
}
