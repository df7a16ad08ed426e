import { abiCodes } from './codes/abi.ts';
import { analysisCodes } from './codes/analysis.ts';
import { assemblerCodes } from './codes/assembler.ts';
import { commandCodes } from './codes/command.ts';
import { fixtureCodes } from './codes/fixture.ts';
import { imageCodes } from './codes/image.ts';
import { machineCodes } from './codes/machine.ts';
import { runCodes } from './codes/run.ts';

/** What `hcall explain CODE` tells of a diagnostic, and the exit code that it leads to. */
export interface CodeEntry {
  /** 1: guest code did something wrong. 2: bad usage, fixture or source. 3: an engine or a tool is missing. */
  readonly exit: 1 | 2 | 3;
  /** A few sentences: what it means, why it is an error, how to mend it. */
  readonly explanation: string;
}

/** Every diagnostic code, by the room that raises it. Closed: a new code is a new row of its room's table. */
export const diagnosticCodes = {
  ...assemblerCodes,
  ...imageCodes,
  ...machineCodes,
  ...abiCodes,
  ...fixtureCodes,
  ...runCodes,
  ...analysisCodes,
  ...commandCodes,
} as const satisfies Record<string, CodeEntry>;

export type DiagnosticCode = keyof typeof diagnosticCodes;
