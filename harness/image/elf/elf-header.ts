import { problem } from '../../diagnostics/diagnostic.ts';
import type { ElfBytes } from './elf-bytes.ts';
import { malformed } from './malformed.ts';

/** What of the file header (ELF gABI, Elf64_Ehdr) is needed. */
export interface ElfHeader {
  /** 'object': ET_REL; 'image': ET_EXEC or ET_DYN. */
  readonly kind: 'object' | 'image';
  readonly entry: bigint;
  readonly programHeaders: { readonly offset: bigint; readonly count: number };
  /** Of section headers, where section 0 may hold the real numbers when these do not fit in 16 bits. */
  readonly sectionHeaders: {
    readonly offset: bigint;
    readonly count: number;
    readonly names: number;
  };
}

const headerSize = 64;
export const programHeaderSize = 56;
export const sectionHeaderSize = 64;
const magic = 0x464c457f;
const machineAarch64 = 183;
const typeRelocatable = 1;
const typeShared = 3;

/** Whether a file begins as every ELF file does. */
export function startsAsElf(bytes: ElfBytes): boolean {
  if (bytes.size < 4) {
    return false;
  }
  return view(bytes.read(0n, 4n, 'the magic number')).getUint32(0, true) === magic;
}

/** @throws HcallError elf-malformed; elf-unsupported for another machine, class, byte order or type */
export function readElfHeader(bytes: ElfBytes): ElfHeader {
  const { path } = bytes;
  if (bytes.size < headerSize) {
    throw malformed(path, `it has ${bytes.size} bytes, fewer than the header's ${headerSize}`);
  }
  const header = view(bytes.read(0n, BigInt(headerSize), 'the header'));
  if (header.getUint32(0, true) !== magic) {
    throw malformed(path, 'the magic number is missing');
  }
  if (header.getUint8(4) !== 2) {
    throw unsupported(path, 'it is not a 64-bit file');
  }
  if (header.getUint8(5) !== 1) {
    throw unsupported(path, 'it is not little-endian');
  }
  const machine = header.getUint16(18, true);
  if (machine !== machineAarch64) {
    const name = machineNames[machine] ?? `machine ${machine}`;
    throw unsupported(path, `it is for ${name}, not for AArch64`);
  }
  const type = header.getUint16(16, true);
  if (type < typeRelocatable || type > typeShared) {
    throw unsupported(path, 'it is neither an object nor a linked image');
  }
  const programCount = header.getUint16(56, true);
  const sectionCount = header.getUint16(60, true);
  const sectionOffset = header.getBigUint64(40, true);
  checkEntrySize(
    path,
    'program header',
    programCount,
    header.getUint16(54, true),
    programHeaderSize,
  );
  const sized = sectionOffset === 0n ? 0 : 1;
  checkEntrySize(path, 'section header', sized, header.getUint16(58, true), sectionHeaderSize);
  return {
    kind: type === typeRelocatable ? 'object' : 'image',
    entry: header.getBigUint64(24, true),
    programHeaders: { offset: header.getBigUint64(32, true), count: programCount },
    sectionHeaders: {
      offset: sectionOffset,
      count: sectionCount,
      names: header.getUint16(62, true),
    },
  };
}

const machineNames: Readonly<Record<number, string>> = {
  3: 'x86 (32-bit)',
  8: 'MIPS',
  20: 'PowerPC',
  40: 'ARM (32-bit)',
  62: 'x86-64',
  243: 'RISC-V',
};

function checkEntrySize(
  path: string,
  what: string,
  count: number,
  found: number,
  expected: number,
): void {
  if (count > 0 && found !== expected) {
    throw malformed(path, `a ${what} has ${found} bytes, expected ${expected}`);
  }
}

function unsupported(path: string, reason: string): Error {
  return problem('elf-unsupported', `'${path}' cannot be used: ${reason}`);
}

export function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
