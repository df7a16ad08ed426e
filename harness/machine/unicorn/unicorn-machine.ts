import { defaultProcessor } from '../../architecture/processor-model.ts';
import type { ProcessorModel } from '../../architecture/processor-model.ts';
import { machineOn } from '../ruled-machine.ts';
import type { Machine } from '../machine.ts';
import { unicorn } from './binding.ts';
import { UnicornEngine } from './unicorn-engine.ts';

/**
 * A machine on libunicorn, with EL2 and EL3. Throws an HcallError 'engine-missing' or 'engine-version'.
 */
export function createMachine(processor: ProcessorModel = defaultProcessor): Machine {
  return machineOn(new UnicornEngine(processor));
}

/** `2.0.1`, of the library, which is loaded if it was not yet. Throws as `createMachine` does. */
export function unicornVersion(): string {
  return unicorn().version;
}
