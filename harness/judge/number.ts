import type { RegisterName } from '../architecture/registers.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { hvcIn } from '../calls/encodings.ts';
import type { Flow } from '../flow/flow.ts';
import type { Source } from '../flow/source.ts';
import { widthOfSource } from '../flow/source.ts';
import type { Constraint } from '../solver/condition.ts';
import type { Call, FreeNumber } from './call.ts';
import type { UnlocatedFinding } from './finding.ts';
import { hexadecimal } from './finding.ts';
import type { Variant } from './variant.ts';

/** Bits of an HVC's immediate. */
const immediateBits = 16;

/** Whether a source carries a number that may be another one. */
export function carriesNumber(source: Source, { freeNumber }: Call): boolean {
  switch (source.kind) {
    case 'register':
      return freeNumber?.register === source.register;
    case 'immediate':
      return freeNumber !== undefined && freeNumber.register === undefined;
    default:
      return false;
  }
}

/** What a value of the source must keep to so that it stands for no other operation. */
export function numberConstraints(
  { builder }: Pick<Flow, 'builder'>,
  source: Source,
  { low, bits, number, others }: FreeNumber,
): Constraint<Source>[] {
  const width = widthOfSource(source);
  const carrier = builder.input(source, width);
  const field = builder.extract(carrier, low, bits);
  const equals = (value: bigint): Constraint<Source>['expression'] =>
    builder.compare('eq', field, builder.constant(value, bits));
  return number === undefined
    ? others.map((other) => ({ expression: equals(other), holds: false }))
    : [{ expression: equals(number), holds: true }];
}

/** The trial with that value in what carries the number. */
export function numberVariant(
  value: bigint,
  { freeNumber, state, generalRegisterBits }: Call,
): Partial<Variant> {
  if (freeNumber?.register !== undefined) {
    const narrowed = BigInt.asUintN(generalRegisterBits, value);
    return { changes: new Map([[freeNumber.register, narrowed]]) };
  }
  const immediate = Number(BigInt.asUintN(immediateBits, value));
  return { memory: [hvcIn(state, immediate)] };
}

/** Another number, or what is no part of the number, makes a difference; `symptom` is what goes wrong with it. */
export function numberFinding(
  value: bigint,
  { register, low, bits, number }: FreeNumber,
  symptom: UnlocatedFinding,
  base: CallRecord,
  other: CallRecord,
): UnlocatedFinding {
  const by = branchApart(base, other) ?? symptom.by;
  const place = by === undefined ? {} : { by };
  if (number !== undefined && register !== undefined) {
    const outside = outsideOf(register, { low, bits });
    return {
      code: 'undeclared-input',
      subject: { kind: 'register', register },
      message: `the call depends on ${outside}, which is no part of its number: ${symptom.message}`,
      before: hexadecimal(base.before.get(register)),
      found: hexadecimal(value),
      ...place,
    };
  }
  const extra = hexadecimal(BigInt.asUintN(bits, value >> BigInt(low)));
  return {
    code: 'undeclared-operation',
    subject: symptom.subject,
    message: `${extra} is the number of no operation, and does not do what any other such number does: ${symptom.message}`,
    ...(symptom.expected === undefined ? {} : { expected: symptom.expected }),
    ...(symptom.found === undefined ? {} : { found: symptom.found }),
    ...place,
  };
}

/** The bits of a register around a field, as the manual writes them. */
function outsideOf(
  register: RegisterName,
  { low, bits }: Pick<FreeNumber, 'low' | 'bits'>,
): string {
  return [
    ...(low + bits < 64 ? [`${register}[63:${low + bits}]`] : []),
    ...(low > 0 ? [`${register}[${low - 1}:0]`] : []),
  ].join(' or ');
}

/** The last instruction that both calls executed before they went different ways. */
function branchApart({ steps = [] }: CallRecord, other: CallRecord): bigint | undefined {
  const index = steps.findIndex(({ address }, at) => address !== other.steps?.[at]?.address);
  return index < 0 ? undefined : steps[index - 1]?.address;
}
