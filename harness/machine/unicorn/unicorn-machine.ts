import { machineOn } from '../ruled-machine.ts';
import type { Machine } from '../machine.ts';
import { UnicornEngine } from './unicorn-engine.ts';

/**
 * A machine on libunicorn, of the Cortex-A72 model: EL2 and EL3, no Armv8.1 features. Throws an HcallError
 * 'engine-missing' or 'engine-version'.
 */
export function createMachine(): Machine {
  return machineOn(new UnicornEngine());
}
