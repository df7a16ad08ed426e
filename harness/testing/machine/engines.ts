import type { Machine } from '../../machine/machine.ts';
import { machineOn } from '../../machine/ruled-machine.ts';
import { createMachine } from '../../machine/unicorn/unicorn-machine.ts';
import { ImaginaryEngine } from './imaginary-engine.ts';

/** A machine without libunicorn. */
export function createImaginaryMachine(): Machine {
  return machineOn(new ImaginaryEngine());
}

/** How to make a machine on each engine, by the engine's name. */
export const engines: readonly (readonly [name: string, create: () => Machine])[] = [
  ['libunicorn', createMachine],
  ['the imaginary engine', createImaginaryMachine],
];
