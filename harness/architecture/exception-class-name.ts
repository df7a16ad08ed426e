import { decodeSyndrome, exceptionClasses } from './esr.ts';

/** What each class is in the manual, the width and the level of its origin left out: they are seen elsewhere. */
const namesByKey: Readonly<Record<keyof typeof exceptionClasses, string>> = {
  unknown: 'Unknown reason (UNDEFINED)',
  'trapped-wfx': 'Trapped WFI or WFE',
  'fp-trap': 'Trapped access to Advanced SIMD or floating-point',
  'pac-trap': 'Trapped use of pointer authentication',
  'branch-target': 'Branch Target Exception',
  'illegal-state': 'Illegal Execution state',
  svc32: 'SVC',
  hvc32: 'HVC',
  smc32: 'SMC',
  svc64: 'SVC',
  hvc64: 'HVC',
  smc64: 'SMC',
  'trapped-system-register': 'Trapped MSR, MRS or System instruction',
  'instruction-abort-lower': 'Instruction Abort',
  'instruction-abort-current': 'Instruction Abort',
  'pc-alignment': 'PC alignment fault',
  'data-abort-lower': 'Data Abort',
  'data-abort-current': 'Data Abort',
  'sp-alignment': 'SP alignment fault',
  serror: 'SError',
  bkpt32: 'BKPT',
  brk64: 'BRK',
};

const namesByNumber: ReadonlyMap<number, string> = new Map(
  Object.entries(exceptionClasses).map(([key, number]) => [
    number,
    namesByKey[key as keyof typeof exceptionClasses],
  ]),
);

/** Each class that has a name here: ESR_ELx.EC, and that. */
export function classNames(): Iterable<readonly [number, string]> {
  return namesByNumber;
}

/** The name of a class, ESR_ELx.EC; undefined for one that has none here. */
export function nameOfClass(ec: number): string | undefined {
  return namesByNumber.get(ec);
}

/** The name of a syndrome's exception class: `Data Abort`. */
export function exceptionClassName(esr: bigint): string {
  const { ec } = decodeSyndrome(esr);
  return nameOfClass(ec) ?? `exception class 0x${ec.toString(16)}`;
}
