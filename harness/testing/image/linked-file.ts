import type { ObjectFile } from '../../assembler/object.ts';
import { link } from '../../image/link.ts';
import { elfFile, symbolTable } from './elf/elf-fixture.ts';

/** st_info: the binding in the high half, the type in the low one (ELF gABI). */
const infos = { file: 0x04, local: 0x00, global: 0x10, function: 2 };

const absoluteSection = 0xfff1;

/**
 * A linked ELF image of objects, as a linker writes it: its sections from an address on, local symbols behind the name of their file,
 * then the global ones. Without a linker, so that tests and benchmarks need none.
 */
export function linkedFile(objects: readonly ObjectFile[], base: bigint): Uint8Array {
  const image = link(objects, { base });
  const plans = image.sections.map(({ name, address, bytes, flags }) => ({
    name,
    type: 1,
    flags: 2 | (flags.write ? 1 : 0) | (flags.execute ? 4 : 0),
    address,
    bytes,
  }));
  const sectionOf = (address: bigint): number =>
    1 +
    image.sections.findIndex(
      (section) =>
        address >= section.address && address <= section.address + BigInt(section.bytes.length),
    );
  const symbolOf = ({ name, address, size, kind, local }: (typeof image.symbols)[number]) =>
    [
      name,
      (local === true ? infos.local : infos.global) | (kind === 'function' ? infos.function : 0),
      kind === 'absolute' ? absoluteSection : sectionOf(address),
      address,
      size,
    ] as const;
  const locals = objects.flatMap(({ name }, number) => [
    [name, infos.file, absoluteSection, 0n] as const,
    // Where its code begins, as the mapping symbols of AAELF64 say it.
    ...image.sections.flatMap(({ address, bytes }, section) =>
      image.symbols.some(
        (symbol) =>
          symbol.unit?.number === number &&
          symbol.address >= address &&
          symbol.address < address + BigInt(bytes.length),
      )
        ? [['$x', infos.local, section + 1, address] as const]
        : [],
    ),
    ...image.symbols
      .filter(({ local, unit }) => local === true && unit?.number === number)
      .map(symbolOf),
  ]);
  const globals = image.symbols.filter(({ local }) => local !== true).map(symbolOf);
  const { symbols, strings } = symbolTable([...locals, ...globals]);
  return elfFile('image', [
    ...plans,
    { name: '.symtab', type: 2, bytes: symbols, link: plans.length + 2, entrySize: 24 },
    { name: '.strtab', type: 3, bytes: strings },
  ]);
}
