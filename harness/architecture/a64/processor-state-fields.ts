import type { Decoded } from './decode.ts';

/** The name of the field of PSTATE that the instruction writes; undefined where it is no MSR (immediate). */
export function processorStateFieldOf({ form, fields }: Decoded): string | undefined {
  for (const { text, fixed } of form.syntaxes) {
    const name = /^msr =(\w+),/.exec(text)?.[1];
    const isFixed = Object.entries(fixed).every(([key, value]) => fields[key] === value);
    if (name !== undefined && isFixed) {
      return name;
    }
  }
  return undefined;
}
