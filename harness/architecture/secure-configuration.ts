import { scrBits } from './control-bits.ts';
import type { ProcessorModel } from './processor-model.ts';

/** SCR_EL3.RW, HCE and NS, with RES1 bits 5:4: EL1 and EL2 are Non-secure and AArch64, and HVC is enabled. */
const ofArmv8 = 0x531n;

/** SCR_EL3 as firmware leaves it: it lets EL2 have what the processor has (Arm ARM, D13.2.117). */
export function secureConfiguration({ features }: ProcessorModel): bigint {
  return features.has('FEAT_PAuth') ? ofArmv8 | scrBits.apk | scrBits.api : ofArmv8;
}
