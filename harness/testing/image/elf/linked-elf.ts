import type { ObjectFile } from '../../../assembler/object.ts';
import { link } from '../../../image/link.ts';
import { elfFile, symbolTable } from './elf-fixture.ts';

/** SHN_ABS (ELF gABI, special section indexes). */
const absolute = 0xfff1;

/** An ELF image as a linker would make it of an object, at a link address; all symbols are kept. */
export function linkedElf(object: ObjectFile, base: bigint): Uint8Array {
  const { sections, symbols } = link([object], { base });
  const table = symbolTable(
    symbols.map(({ name, address, size, kind, local }) => {
      const section = sections.findIndex(
        (each) => address >= each.address && address < each.address + BigInt(each.bytes.length),
      );
      const type = kind === 'function' ? 2 : kind === 'object' ? 1 : 0;
      const index = kind === 'absolute' ? absolute : section + 1;
      return [name, (local === true ? 0 : 0x10) + type, index, address, size] as const;
    }),
  );
  const loaded = sections.map(({ name, address, bytes, flags }) => ({
    name,
    type: 1,
    flags: 2 + (flags.write ? 1 : 0) + (flags.execute ? 4 : 0),
    address,
    bytes,
  }));
  return elfFile('image', [
    ...loaded,
    {
      name: '.symtab',
      type: 2,
      bytes: table.symbols,
      link: loaded.length + 2,
      entrySize: 24,
    },
    { name: '.strtab', type: 3, bytes: table.strings },
  ]);
}
