import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Workbench } from '../testing/image/binutils.ts';
import { describeWith } from '../testing/tools.ts';
import { readImageFile } from './elf/read-image.ts';
import { readObjectFile } from './elf/read-object.ts';
import type { Image } from './image.ts';
import { link } from './link.ts';
import { ImageLookup } from './lookup.ts';

const first = `
	.text
	.align 11
	.globl vectors
vectors:
	b near
	bl far
	b.eq far
	tbz x0, #40, far
	cbnz x1, near
	adr x2, far
	adrp x3, counter
	add x3, x3, :lo12:counter
	ldrb w4, [x3, :lo12:counter]
	ldrh w4, [x3, :lo12:counter]
	ldr w4, [x3, :lo12:counter]
	ldr x4, [x3, :lo12:counter]
	ldr q4, [x3, :lo12:counter]
	ldr x5, =far
	ldr x6, table
	movz x7, #:abs_g3:far
	movk x7, #:abs_g2_nc:far
	movk x7, #:abs_g1_nc:far
	movk x7, #:abs_g0_nc:far
	movn x8, #:prel_g1:far
	movk x8, #:prel_g0_nc:far
	bl optional
near:	ret
	.weak optional
	.balign 8
table:	.quad far + 8, optional
	.word far - ., NUMBER
	.hword NUMBER
`;

const second = `
	.text
	.globl far, NUMBER
	.type far, %function
far:	nop
	ret
	.set NUMBER, 0x1234
	.data
	.globl counter
	.balign 4096
	.skip 64
counter: .quad far, vectors
`;

/** All bytes of code and data by address. */
function memory(image: Image): Map<string, string> {
  const words = new Map<string, string>();
  for (const { address, bytes } of image.sections) {
    for (let at = 0; at < bytes.length; at += 1) {
      words.set(`0x${(address + BigInt(at)).toString(16)}`, (bytes[at] ?? 0).toString(16));
    }
  }
  return words;
}

/** Names with addresses, without what only a linker script defines. */
function addresses(image: Image): string[] {
  return image.symbols
    .filter(({ name }) => !name.startsWith('_') && !name.startsWith('$'))
    .map(({ name, address }) => `${name} ${address.toString(16)}`)
    .toSorted();
}

describeWith('binutils', 'as GNU ld does', () => {
  const base = 0x4010_0000n;
  let bench: Workbench;
  let ours: Image;
  let theirs: Image;

  beforeAll(() => {
    bench = new Workbench();
    bench.write('first.s', first);
    bench.write('second.s', second);
    for (const name of ['first', 'second']) {
      bench.run('as', '-g', `${name}.s`, '-o', `${name}.o`);
    }
    ours = link([readObjectFile(bench.path('first.o')), readObjectFile(bench.path('second.o'))], {
      base,
    });
    const data = ours.sections.find(({ name }) => name === '.data')?.address ?? 0n;
    const addresses = [`-Ttext=0x${base.toString(16)}`, `-Tdata=0x${data.toString(16)}`];
    bench.run('ld', '-e', 'vectors', ...addresses, 'first.o', 'second.o', '-o', 'image');
    theirs = readImageFile(bench.path('image'));
  });
  afterAll(() => {
    bench[Symbol.dispose]();
  });

  test('every byte is the same', () => {
    expect(memory(ours)).toEqual(memory(theirs));
  });

  test('every symbol has the same address', () => {
    expect(addresses(ours)).toEqual(addresses(theirs));
  });

  test('lines are those of addr2line', () => {
    const lookup = new ImageLookup(ours);
    const text = theirs.sections.find(({ name }) => name === '.text');
    const addresses = Array.from(
      { length: 30 },
      (_, index) => (text?.address ?? 0n) + BigInt(index * 4),
    );
    const expected = bench
      .run(
        'addr2line',
        '-s',
        '-e',
        'image',
        ...addresses.map((address) => `0x${address.toString(16)}`),
      )
      .trim()
      .split('\n');
    const found = addresses.map((address) => {
      const place = lookup.lineAt(address)?.place;
      return place === undefined ? '??:?' : `${place.file.replace(/^.*\//, '')}:${place.line}`;
    });
    expect(found).toEqual(expected.map((line) => line.replace('??:0', '??:?')));
  });
});
