import { defaultProcessor } from '../../architecture/processor-model.ts';
import type { ProcessorModel } from '../../architecture/processor-model.ts';
import { machineOn } from '../ruled-machine.ts';
import type { Machine } from '../machine.ts';
import { UnicornEngine } from './unicorn-engine.ts';

/**
 * A machine on libunicorn, with EL2 and EL3. Throws an HcallError 'engine-missing' or 'engine-version'.
 */
export function createMachine(processor: ProcessorModel = defaultProcessor): Machine {
  return machineOn(new UnicornEngine(processor));
}
