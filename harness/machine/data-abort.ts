import type { ExceptionCause } from '../architecture/exception-cause.ts';

/** The exception of a load or store, with a fault status (IFSC or DFSC, 6 bits). */
export function dataAbort(
  { address, write }: { readonly address: bigint; readonly write: boolean },
  status: number,
): ExceptionCause {
  return { kind: 'data-abort', address, status, write };
}
