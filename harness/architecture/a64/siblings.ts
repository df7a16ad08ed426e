import type { Decoded } from './decode.ts';
import { decode } from './decode.ts';
import type { Form } from './form.ts';
import { forms } from './forms.ts';
import type { Pattern } from './pattern.ts';
import { encodeFields } from './pattern.ts';

const keyOf = ({ mask, fields }: Pattern): string => JSON.stringify([mask, ...fields]);

const families = new Map<string, Form[]>();

/** The instructions of other forms with the same fields in the same places, with the same values. */
export function siblingsOf({ form, fields }: Decoded): Decoded[] {
  if (families.size === 0) {
    for (const each of forms) {
      const key = keyOf(each.pattern);
      families.set(key, [...(families.get(key) ?? []), each]);
    }
  }
  return (families.get(keyOf(form.pattern)) ?? [])
    .filter((other) => other !== form)
    .flatMap(({ pattern }) => decode(encodeFields(pattern, fields)) ?? []);
}
