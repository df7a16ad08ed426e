import { relocationOf } from '../assembler/relocation.ts';
import type { ObjectFile } from '../assembler/object.ts';
import { isBootData } from './boot-data.ts';
import { gatherGlobals } from './symbols.ts';
import type { Replacements } from './symbols.ts';

/**
 * What of a symbol that no object defines is asked for: only to branch to it; its address; or a number that fits into an
 * instruction or into fewer bits than an address has.
 */
export type UndefinedUse = 'branch' | 'address' | 'number';

/**
 * The symbols that loaded code or data refers to and nobody defines, sorted. Weak references are none: they may stay
 * undefined. Labels of one file (`.L`) are none either: nobody else can define them.
 */
export function undefinedSymbols(
  objects: readonly ObjectFile[],
  replacements?: Replacements,
): Map<string, UndefinedUse> {
  const globals = gatherGlobals(objects, replacements);
  const found = new Map<string, UndefinedUse>();
  for (const { sections, symbols, relocations } of objects) {
    for (const { section, symbol, type } of relocations) {
      const { name, flags } = sections[section] ?? {};
      const { name: wanted = '', binding, section: home } = symbols[symbol] ?? {};
      const isOpen = home === 'undefined' && binding !== 'weak' && !globals.has(wanted);
      if (!isOpen || wanted.startsWith('.L') || flags?.alloc !== true || isBootData(name ?? '')) {
        continue;
      }
      const uses = new Set([useOf(type), found.get(wanted) ?? 'branch']);
      found.set(wanted, strongest.find((use) => uses.has(use)) ?? 'branch');
    }
  }
  return new Map([...found].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** Of several uses the first one counts. */
const strongest: readonly UndefinedUse[] = ['number', 'address', 'branch'];

/** By the relocation's name in AAELF64. */
function useOf(type: number): UndefinedUse {
  const name = relocationOf(type)?.name ?? '';
  if (/_(TSTBR14|CONDBR19|JUMP26|CALL26)$/.test(name)) {
    return 'branch';
  }
  return /_MOVW_|_ABS(16|32)$/.test(name) ? 'number' : 'address';
}
