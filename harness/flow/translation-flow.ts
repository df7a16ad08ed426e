import type { ExceptionLevel } from '../architecture/pstate.ts';
import { currentLevel } from '../architecture/pstate.ts';
import { systemRegisterRow } from '../architecture/system-register-rows.ts';
import { isTranslated } from '../architecture/traps.ts';
import { controlsOfLevel } from '../architecture/translation/controls.ts';
import { unmodelledBits } from '../architecture/translation/unmodelled.ts';
import type { DescriptorRead } from '../machine/machine.ts';
import type { FlowValue } from './flow-state.ts';
import type { Following } from './following.ts';

/** Bytes of a descriptor. */
const descriptorSize = 8;

/**
 * Makes a condition of what decides where addresses are: what the call left in the registers that control translation, and in
 * the descriptors that walks read. A table that the call did not store to holds what it held, as a register does that acts.
 */
export function noteTranslation(
  following: Following,
  descriptors: readonly DescriptorRead[] = [],
  step: number,
): void {
  const { state, live, builder } = following;
  if (isTranslated(live)) {
    for (const register of controlsOfLevel(currentLevel(live))) {
      const { acts = 0n, written = 0n } = systemRegisterRow(register, live.processor) ?? {};
      const bits = (acts | unmodelledBits(register)) & written;
      const value = state.register(register);
      const deciding = builder.binary('and', value, builder.constant(bits, value.width));
      following.equals('translation', step, deciding, live.get(register) & bits);
    }
  }
  for (const { physical, value } of descriptors) {
    const descriptor = state.load(physical, descriptorSize, true, value);
    following.equals('translation', step, descriptor, value);
  }
}

/**
 * Notes where a branch or an exception return goes, at which level the code there runs. With an MMU on that is a virtual address, of which nobody says whether the
 * image is there.
 */
export function goesTo(
  following: Following,
  kind: 'target' | 'callee',
  step: number,
  value: FlowValue,
  number: bigint,
  level: ExceptionLevel = currentLevel(following.live),
): void {
  following.equals(kind, step, value, number, isTranslated(following.live, level));
}
