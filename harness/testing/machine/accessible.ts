import type { SystemAccess } from '../../architecture/a64/form.ts';
import { systemLocation, systemLocations } from '../../architecture/a64/system-location.ts';
import type { ProcessorModel } from '../../architecture/processor-model.ts';
import { currentLevel } from '../../architecture/pstate.ts';
import { systemRegisterFeature } from '../../architecture/system-register-features.ts';
import type { State } from '../../architecture/state.ts';
import { systemNames } from './located-values.ts';

/** The least level that has access, by op1 (Arm ARM, C5.1.3 "op0==0b11, Moves to and from System registers"). */
const leastLevels: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 1, 3: 0, 4: 2, 6: 3 };

const processorState: ReadonlySet<string> = new Set([
  systemLocations.nzcv,
  systemLocations.daif,
  systemLocations.spSel,
  systemLocations.currentEl,
  'fpcr',
  'fpsr',
]);

/** Whether the register came with Armv8.0, or the processor has what it came with. */
function hasFeature(access: SystemAccess, { features }: ProcessorModel): boolean {
  const feature = systemRegisterFeature(access);
  return feature === undefined || features.has(feature);
}

/** Whether the state's processor has the register or operation, at the level of the state; what reads and writes alike has both. */
export function isAccessible(access: SystemAccess, state: State): boolean {
  const level = currentLevel(state);
  if (level < (leastLevels[access.op1] ?? Infinity)) {
    return false;
  }
  const location = systemLocation(access);
  switch (access.kind) {
    case 'sys':
    case 'sysl':
      return true;
    case 'msr-immediate':
      return level > 0;
    case 'mrs':
    case 'msr':
      if (location === systemLocations.currentEl && access.kind === 'msr') {
        return false;
      }
      if (location === systemLocations.daif && level === 0) {
        return false;
      }
      if (location === systemLocations.spEl0 && (state.get('pstate') & 1n) === 0n) {
        return false;
      }
      return (
        processorState.has(location) ||
        (systemNames.has(location) && hasFeature(access, state.processor))
      );
  }
}
