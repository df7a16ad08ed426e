import type { Access } from './access.ts';
import type { Controls } from './controls.ts';
import type { ReadDescriptor, Translation } from './result.ts';

/**
 * Where an access goes, or why it goes nowhere (Arm ARM, AArch64.TranslateAddress), in the EL1&0 regime with its two
 * stages or in EL2's: granule 4 KiB, Armv8.0 with the 44 physical address bits of a Cortex-A72. What a control enables
 * besides that is refused by name. Nothing is cached: tables that the software changed count at once.
 */
export function translate(
  access: Access,
  controls: Controls,
  readDescriptor: ReadDescriptor,
): Translation {
  throw new Error(`not built: ${access.kind} ${controls.hcr_el2} ${String(readDescriptor(0n))}`);
}
