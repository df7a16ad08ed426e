import { findRegister } from './register.ts';

/** Words that mean something else in an expression or in `calls`. */
const reserved: ReadonlySet<string> = new Set(['any', 'none', 'phys', 'link', 'hyp']);

/** Whether an expression could not distinguish a name from something else. */
export function isReservedName(name: string): boolean {
  return (
    !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || reserved.has(name) || findRegister(name) !== undefined
  );
}

export const reservedNote = `use a word of letters, digits and _ that is not a register, ${[...reserved].join(', ').replace(/, (\w+)$/, ' or $1')}`;
