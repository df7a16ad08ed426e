import type { Access } from './access.ts';
import type { Controls } from './controls.ts';
import { defaultCacheable } from './memory-type.ts';
import { writeOf } from './permissions.ts';
import type { Failed, ReadDescriptor, Translation } from './result.ts';
import { refused } from './result.ts';
import { stage1 } from './stage1.ts';
import { hasStage2, stage2 } from './stage2.ts';
import { bigEndianAccess, unmodelled } from './unmodelled.ts';

/** What a walk of stage 1 finds: a descriptor in physical memory, or behind stage 2. */
function tableReader(
  access: Access,
  controls: Controls,
  readDescriptor: ReadDescriptor,
): (address: bigint, level: number) => bigint | Failed {
  const external = (level: number): Failed => ({
    kind: 'fault',
    fault: {
      kind: 'external',
      stage: 1,
      level,
      walk: false,
      write: writeOf(access),
      ipa: undefined,
    },
  });
  return (ipa, level) => {
    if (!hasStage2(access, controls)) {
      return readDescriptor(ipa) ?? external(level);
    }
    const wanted = { access, walk: true, ipa, memory: defaultCacheable };
    const found = stage2(wanted, controls, readDescriptor);
    return found.kind === 'translated' ? (readDescriptor(found.address) ?? external(level)) : found;
  };
}

/**
 * Where an access goes, or why it goes nowhere (Arm ARM, AArch64.TranslateAddress), in the EL1&0 regime with its two
 * stages or in EL2's: granule 4 KiB, Armv8.0 with the 44 physical address bits of a Cortex-A72. What a control enables
 * besides that is refused by name. Nothing is cached: tables that the software changed count at once.
 *
 * Of what the manual leaves open a fault is taken: a TxSZ or VTCR_EL2.T0SZ out of range is a Translation fault, level 0.
 */
export function translate(
  access: Access,
  controls: Controls,
  readDescriptor: ReadDescriptor,
): Translation {
  const first = translateStage1(access, controls, readDescriptor);
  if (first.kind !== 'translated') {
    return first;
  }
  const wanted = { access, walk: false, ipa: first.address, memory: first.memory };
  const result = hasStage2(access, controls) ? stage2(wanted, controls, readDescriptor) : first;
  return result.kind === 'translated' && result.memory.device && access.kind === 'fetch'
    ? refused(
        'an instruction in Device memory',
        'whether it is fetched is CONSTRAINED UNPREDICTABLE',
      )
    : result;
}

/**
 * The same of stage 1 alone, as AT S1E1R asks for it: what it gives is an intermediate physical address where there is a
 * stage 2, which its walk goes through.
 */
export function translateStage1(
  access: Access,
  controls: Controls,
  readDescriptor: ReadDescriptor,
): Translation {
  return (
    unmodelled('all', controls) ??
    bigEndianAccess(access, controls) ??
    stage1(access, controls, tableReader(access, controls, readDescriptor))
  );
}
