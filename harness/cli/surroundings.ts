import type { Output } from '../files/output.ts';

/** A stream of this process, for a person or a program to read. */
export type StandardOutput = Pick<Output, 'write' | 'colour'>;

/** Text for people. */
export interface TextOutput {
  readonly write: (text: string) => void;
  readonly colour: boolean;
}

/** All that a command takes from, and gives to, the world besides files: a test replaces it. */
export interface Surroundings {
  readonly stdout: StandardOutput;
  readonly stderr: StandardOutput;
  /** Absolute; relative paths of the command line start here. */
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted when the user interrupts. */
  readonly interruption: AbortSignal;
  /** Microseconds, monotonic. */
  readonly clock: () => number;
  /** 32 bits, unsigned. */
  readonly randomSeed: () => number;
}
