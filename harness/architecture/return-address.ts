import { decodeSyndrome } from './esr.ts';
import type { ExceptionCause } from './exception-cause.ts';
import { pstateBits } from './pstate.ts';

/**
 * Where whoever was interrupted goes on: at the instruction that caused the exception, or before which it was taken,
 * which executes again; or at the next one, behind it.
 */
export const resumptions = ['again', 'next'] as const;
export type Resumption = (typeof resumptions)[number];

/** The address of each. 64 bits, unsigned. */
export type ReturnAddresses = Readonly<Record<Resumption, bigint>>;

/** PSTATE.T and nRW: T32 state, which has instructions of 16 and of 32 bits. */
const t32 = Number(pstateBits.nRW | pstateBits.t);

/**
 * Bytes of the instruction that an exception is taken at, in this PSTATE. ESR_ELx.IL says it for T32; an interrupt has no
 * syndrome, and there the shorter size is taken.
 */
function instructionSize(cause: ExceptionCause, pstate: number): bigint {
  if ((pstate & t32) !== t32) {
    return 4n;
  }
  switch (cause.kind) {
    case 'synchronous':
      return decodeSyndrome(cause.esr).il ? 4n : 2n;
    case 'svc':
    case 'irq':
    case 'fiq':
    case 'serror':
      return 2n;
    default:
      return 4n;
  }
}

function prefersNext(cause: ExceptionCause): boolean {
  return cause.kind === 'synchronous'
    ? cause.preferredReturn === 'next'
    : cause.kind === 'hvc' || cause.kind === 'svc';
}

function nextAddress(cause: ExceptionCause, pc: bigint, pstate: number): bigint {
  return BigInt.asUintN(64, pc + instructionSize(cause, pstate));
}

/** ELR_ELx at the entry: the preferred return address (Arm ARM, D1.10.1). */
export function preferredReturn(cause: ExceptionCause, pc: bigint, pstate: number): bigint {
  return prefersNext(cause) ? nextAddress(cause, pc, pstate) : pc;
}

/** Where whoever takes the exception at `pc`, in this PSTATE, may go on afterwards. */
export function returnAddresses(
  cause: ExceptionCause,
  pc: bigint,
  pstate: number,
): ReturnAddresses {
  return { again: pc, next: nextAddress(cause, pc, pstate) };
}

/** The same from what the exception left: ELR_ELx and SPSR_ELx. */
export function returnAddressesOf({
  cause,
  elr,
  spsr,
}: {
  readonly cause: ExceptionCause;
  readonly elr: bigint;
  readonly spsr: bigint;
}): ReturnAddresses {
  const pstate = Number(BigInt.asUintN(32, spsr));
  const offset = prefersNext(cause) ? instructionSize(cause, pstate) : 0n;
  return returnAddresses(cause, BigInt.asUintN(64, elr - offset), pstate);
}
