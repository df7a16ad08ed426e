import type { Decoded } from './decode.ts';
import type { FieldRole } from './form.ts';

/** The roles of fields by the names that the manual's diagrams give them; 'other' for those not here. */
const roles: readonly (readonly [names: RegExp, role: FieldRole])[] = [
  [/^R[dnmast]2?$/, 'register'],
  [/^cond$/, 'condition'],
  // Labels.
  [/^imm(14|19|26|lo|hi)$/, 'other'],
  [/^imm[36]$/, 'shift'],
  [/^(u?imm\d+|nzcv)$/, 'immediate'],
  [/^(imms|immb|b40)$/, 'bit'],
  [/^hw$/, 'scale'],
  [/^(op|op2|opc|o[012]|U|C|min|clear)$/, 'operation'],
  [/^(size|sz)$/, 'size'],
  [/^L$/, 'direction'],
  [/^link$/, 'link'],
];

/** What a field of an instruction is. */
export function roleOf({ form, fields }: Decoded, name: string): FieldRole {
  return form.roles?.(fields)[name] ?? roles.find(([names]) => names.test(name))?.[1] ?? 'other';
}
