import type { SystemEncoding } from '../registers.ts';
import type { SystemAccess } from './form.ts';
import type { Fields } from './pattern.ts';

/** The system register or operation of an instruction's fields; `o0` is the low bit of an op0 of 2 or 3. */
export function encodingOf({
  op0,
  o0 = 0,
  op1 = 0,
  CRn = 0,
  CRm = 0,
  op2 = 0,
}: Fields): SystemEncoding {
  return { op0: op0 ?? 2 | o0, op1, crn: CRn, crm: CRm, op2 };
}

export function systemAccess(kind: SystemAccess['kind'], fields: Fields): SystemAccess {
  return { kind, ...encodingOf(fields), rt: fields['Rt'] ?? 0 };
}
