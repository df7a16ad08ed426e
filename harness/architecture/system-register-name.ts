import { findEncoding } from './registers.ts';
import type { SystemEncoding } from './system-encoding.ts';
import { genericName, parseGenericName } from './system-encoding.ts';
import { systemRegisters } from './system-registers.ts';

/** The first name of each encoding: `spsr_el2` and `spsr_hyp` have the same. */
const names: ReadonlyMap<string, string> = new Map(
  Object.entries(systemRegisters)
    .toReversed()
    .map(([name, generic]) => [generic, name]),
);

/** `vbar_el2`, `sp_el0`, or `s3_1_c15_c2_0` for a register without a name. */
export function systemRegisterName(encoding: SystemEncoding): string {
  const generic = genericName(encoding);
  return findEncoding(encoding)?.name ?? names.get(generic) ?? generic;
}

/** The same, of a name of either kind; undefined for any other text. */
export function systemRegisterNamed(text: string): string | undefined {
  const generic = (systemRegisters as Readonly<Record<string, string>>)[text] ?? text;
  const encoding = parseGenericName(generic);
  return encoding === undefined ? undefined : systemRegisterName(encoding);
}
