import { byWord } from '../a64/by-word.ts';
import { decode } from '../a64/decode.ts';
import type { InstructionWord } from '../a64/word.ts';
import type { ExceptionCause, Stage2Abort } from '../exception-cause.ts';
import { faultStatus } from '../fault-status.ts';
import type { Access } from './access.ts';
import { isMaintenance } from './access.ts';
import type { FaultKind, TranslationFault } from './result.ts';

const statusOfKind: Readonly<Record<FaultKind, number>> = {
  translation: faultStatus.translation,
  'access-flag': faultStatus.accessFlag,
  permission: faultStatus.permission,
  'address-size': faultStatus.addressSize,
  external: faultStatus.externalOnWalk,
  alignment: faultStatus.alignment,
};

/** IFSC or DFSC, 6 bits. */
export function statusOf({ kind, level }: Pick<TranslationFault, 'kind' | 'level'>): number {
  return statusOfKind[kind] | (kind === 'alignment' ? 0 : level);
}

/**
 * ISV, SAS, SSE, SRT, SF and AR of an instruction, in their places of ISS: of the loads and stores of one general register,
 * but neither of exclusive ones nor with write-back; 0 of all others (Arm ARM, D13.2.37 "ISV").
 */
const transferSyndrome = byWord((word): number => {
  const memory = decode(word)?.meaning.memory;
  if (memory?.transfer === undefined || memory.writeBack !== undefined) {
    return 0;
  }
  const { size, acquire, release, transfer } = memory;
  const { register, width, signed } = transfer;
  return (
    (1 << 24) |
    (Math.log2(size) << 22) |
    ((signed ? 1 : 0) << 21) |
    (register << 16) |
    ((width === 64 ? 1 : 0) << 15) |
    ((acquire || release ? 1 : 0) << 14)
  );
});

/** What HPFAR_EL2 has is UNKNOWN after other faults (Arm ARM, IPAValid). */
function hasIpa({ kind, walk }: TranslationFault): boolean {
  switch (kind) {
    case 'translation':
    case 'access-flag':
    case 'address-size':
      return true;
    case 'permission':
      return walk;
    case 'external':
    case 'alignment':
      return false;
  }
}

function stage2Of(
  fault: TranslationFault,
  isMaintained: boolean,
  word: InstructionWord | undefined,
): Stage2Abort {
  const { kind, walk, ipa } = fault;
  // Of an external abort on a walk of stage 2 it is IMPLEMENTATION DEFINED.
  const isValid = word !== undefined && !walk && kind !== 'external' && !isMaintained;
  return {
    ipa: hasIpa(fault) ? ipa : undefined,
    walk,
    transfer: isValid ? transferSyndrome(word) : 0,
  };
}

/**
 * The exception that a fault is: `takeException` makes the level, ESR, FAR and HPFAR_EL2 of it. `word` is the instruction
 * that makes the access, for ISV and what stands with it; left out for a fetch.
 */
export function abortOf(
  access: Access,
  fault: TranslationFault,
  word?: InstructionWord,
): ExceptionCause {
  const { address, kind } = access;
  const common = {
    address,
    status: statusOf(fault),
    ...(fault.stage === 2 ? { stage2: stage2Of(fault, isMaintenance(access), word) } : {}),
  };
  return kind === 'fetch'
    ? { kind: 'instruction-abort', ...common }
    : { kind: 'data-abort', ...common, write: fault.write, maintenance: isMaintenance(access) };
}
