import { expect, test } from '@jest/globals';
import { loadAbi } from '../abi/load.ts';
import type { Image } from '../image/image.ts';
import { abisOf, linuxVersionsOf } from './linux-version.ts';

/** An image whose sections hold these texts, as bytes. */
function imageOf(...texts: readonly string[]): Image {
  const flags = { alloc: true, write: false, execute: false };
  const sections = texts.map((text, index) => ({
    name: `.rodata.${index}`,
    address: 0x1000n * BigInt(index + 1),
    bytes: Uint8Array.from(Buffer.from(text, 'latin1')),
    flags,
  }));
  return { sections, symbols: [], lines: [] };
}

const tail = ' (root@build) (gcc 12.2.0, GNU ld 2.40) #1 SMP Tue Jan 2 03:04:05 UTC 2024\n\0';

test.each([
  ['at its start', `Linux version 6.1.192${tail}`, ['6.1.192']],
  ['in the middle', `\xff\0abcLinux version 3.18.140${tail}\0\x80`, ['3.18.140']],
  ['at its very end', 'Linux version 4.9.0 (', ['4.9.0']],
  [
    'of a release candidate',
    `Linux version 4.7.0-rc1-00012-g0123abcd-dirty${tail}`,
    ['4.7.0-rc1-00012-g0123abcd-dirty'],
  ],
  ['of a vendor', `Linux version 4.9.140-tegra+${tail}`, ['4.9.140-tegra+']],
  ['of a version alone', `Linux version 5.12${tail}`, ['5.12']],
  ['of 64 characters', `Linux version 6.1.${'7'.repeat(60)}${tail}`, [`6.1.${'7'.repeat(60)}`]],
  ['twice', `Linux version 6.1.1${tail}Linux version 6.1.1${tail}`, ['6.1.1']],
  [
    'of another kernel too',
    `Linux version 6.12.3${tail}Linux version 5.4.0${tail}`,
    ['6.12.3', '5.4.0'],
  ],
  ['behind its own beginning', `Linux version Linux version 6.1.2${tail}`, ['6.1.2']],
  ['behind a format', `Linux version %s (%s)\0Linux version 6.1.3${tail}`, ['6.1.3']],
])('a banner %s', (_, text, versions) => {
  expect(linuxVersionsOf(imageOf(text))).toEqual(versions);
});

test.each([
  ['of nothing', ''],
  ['of other text', 'a hypervisor 6.1 (root@build)'],
  ['of a format', 'Linux version %s (%s)\0'],
  ['of a banner that ends before its release', 'Linux version '],
  ['of a banner that ends in its release, of which it may lack digits', 'Linux version 6.1'],
  ['of a banner that ends behind the blank', 'Linux version 6.12 '],
  ['of a release without a minor number', `Linux version 6${tail}`],
  ['of a release with text before it', `Linux version v6.1${tail}`],
  ['of a release of 65 characters', `Linux version 6.1.${'7'.repeat(61)}${tail}`],
  ['of a number that no kernel has', `Linux version ${'9'.repeat(40)}.1${tail}`],
  ['of a release with a zero byte', `Linux version 6.1\x002${tail}`],
  ['of other letters', `linux version 6.1.2${tail}`],
])('no banner in an image %s', (_, text) => {
  expect(linuxVersionsOf(imageOf(text))).toEqual([]);
});

test('a banner does not go on in the next section', () => {
  expect(linuxVersionsOf(imageOf('Linux version 6.1', `.192${tail}`))).toEqual([]);
});

test('banners of all sections, in their order', () => {
  const image = imageOf(`Linux version 6.1.192${tail}`, `Linux version 4.9.0${tail}`);
  expect(linuxVersionsOf(image)).toEqual(['6.1.192', '4.9.0']);
});

test('bytes that are part of a larger buffer', () => {
  const all = Buffer.from(`Linux version 5.4.0${tail}Linux version 6.1.192${tail}`, 'latin1');
  const [section] = imageOf('').sections;
  const bytes = new Uint8Array(all.buffer, all.byteOffset + 19 + tail.length);
  const sections = section === undefined ? [] : [{ ...section, bytes }];
  expect(linuxVersionsOf({ sections, symbols: [], lines: [] })).toEqual(['6.1.192']);
});

test('a megabyte of beginnings', () => {
  expect(linuxVersionsOf(imageOf('Linux version '.repeat(75_000)))).toEqual([]);
});

const names = [
  'x0',
  'immediate-early',
  'immediate',
  'function-id-4.7',
  'function-id-4.9',
  'function-id',
  'kvm-nvhe',
  'xen',
];
const abis = names.map((name) => loadAbi(`asm/${name}`));

test.each([
  [['3.16.85'], ['x0', 'xen']],
  [['3.18.140'], ['x0', 'immediate-early', 'xen']],
  [['4.4.302'], ['x0', 'immediate-early', 'immediate', 'xen']],
  [['4.6.0'], ['x0', 'immediate', 'xen']],
  [['4.8.17'], ['function-id-4.7', 'xen']],
  [['4.9.140-tegra'], ['function-id-4.9', 'xen']],
  [['4.11.12'], ['function-id-4.9', 'xen']],
  [['4.12.0'], ['function-id', 'xen']],
  [['5.11.22'], ['function-id', 'xen']],
  [['5.12.0-rc1'], ['kvm-nvhe', 'xen']],
  [['6.12.117'], ['kvm-nvhe', 'xen']],
  [
    ['6.12.117', '4.9.0'],
    ['function-id-4.9', 'kvm-nvhe', 'xen'],
  ],
])('%j has %j', (versions, expected) => {
  expect(abisOf(versions, abis).map(({ name }) => name)).toEqual(expected);
});

test.each([
  ['a version that none of them has', ['6.1.0'], ['x0', 'function-id', 'xen']],
  ['no version', [], names],
])('all of them for %s', (_, versions, some) => {
  const those = abis.filter(({ name }) => some.includes(name));
  expect(abisOf(versions, those)).toEqual(those);
});
