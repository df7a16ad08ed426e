import type { SystemEncoding } from '../system-encoding.ts';
import type { SystemAccess } from './form.ts';
import type { Fields } from './pattern.ts';
import { compilePattern, encodeFields } from './pattern.ts';
import type { InstructionWord } from './word.ts';

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

/** MSR, MRS, SYS and SYSL are one: whether it reads, and an op0 that may be 0, of which there is no register. */
const systemPattern = compilePattern('1101010100 L op0:2 op1 CRn CRm op2 Rt');

/** MRS or SYSL, or where it does not read MSR or SYS. */
export function encodeSystemAccess(
  reads: boolean,
  { op0, op1, crn, crm, op2 }: SystemEncoding,
  rt: number,
): InstructionWord {
  const L = reads ? 1 : 0;
  return encodeFields(systemPattern, { L, op0, op1, CRn: crn, CRm: crm, op2, Rt: rt });
}
