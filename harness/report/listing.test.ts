import { describe, expect, test } from '@jest/globals';
import type { Image, ImageLine } from '../image/image.ts';
import { listing } from './listing.ts';

function line(address: bigint, size: number, number: number, more: Partial<ImageLine>): ImageLine {
  return { address, size, place: { file: 'src/stub.S', line: number, column: 2 }, ...more };
}

function image(bytes: readonly number[], lines: readonly ImageLine[]): Image {
  return {
    sections: [
      {
        name: '.text',
        address: 0x1000n,
        bytes: Uint8Array.from(bytes),
        flags: { alloc: true, write: false, execute: true },
      },
    ],
    symbols: [
      { name: 'start', address: 0x1000n, link: 0x1000n, size: 0n, kind: 'label' },
      { name: 'table', address: 0x1008n, link: 0x1008n, size: 0n, kind: 'label' },
      { name: 'EC', address: 0x16n, link: 0x16n, size: 0n, kind: 'absolute' },
    ],
    lines,
  };
}

const nop = [0x1f, 0x20, 0x03, 0xd5];

describe('the listing', () => {
  test('shows words of code and bytes of data, with their labels and sources', () => {
    const bytes = [...nop, 0xe0, 0x03, 0x9f, 0xd6, 1, 2, 3];
    const lines = [
      line(0x1000n, 4, 3, { text: '\tnop' }),
      line(0x1004n, 4, 4, { text: '\teret' }),
      line(0x1008n, 3, 6, { text: 'table:\t.byte 1, 2, 3', data: true }),
    ];
    expect([...listing(image(bytes, lines))]).toEqual([
      'section .text',
      '\n00001000 <start>:',
      '  00001000  d503201f  stub.S:3             nop',
      '  00001004  d69f03e0  stub.S:4             eret',
      '\n00001008 <table>:',
      '  00001008  01 02 03  stub.S:6             table: .byte 1, 2, 3',
    ]);
  });

  test('shortens padding', () => {
    const bytes = [...nop, ...nop, ...nop, ...nop, ...Array.from({ length: 48 }, () => 0)];
    const lines = [line(0x1000n, 8, 3, { text: '.align 3' }), line(0x1008n, 8, 4, {})];
    expect([...listing(image(bytes, lines))]).toEqual([
      'section .text',
      '\n00001000 <start>:',
      '  00001000  d503201f  stub.S:3             .align 3',
      '  00001004  d503201f',
      '\n00001008 <table>:',
      '  00001008  d503201f  stub.S:4',
      '  0000100c  d503201f',
      '  00001010  48 bytes of 00',
    ]);
  });

  test('shows words where no source is known', () => {
    const { sections } = image([...nop, 0xe0, 0x03, 0x9f, 0xd6], []);
    expect([...listing({ sections, symbols: [], lines: [] })]).toEqual([
      'section .text',
      '  00001000  d503201f',
      '  00001004  d69f03e0',
    ]);
  });

  test('shows equal words once', () => {
    const lines = [line(0x1000n, 16, 3, { text: '.align 7' })];
    const { sections, lines: own } = image([...nop, ...nop, ...nop, ...nop], lines);
    expect([...listing({ sections, lines: own, symbols: [] })]).toEqual([
      'section .text',
      '  00001000  d503201f  stub.S:3             .align 7',
      '  00001004  d503201f  (3 times)',
    ]);
  });
});
