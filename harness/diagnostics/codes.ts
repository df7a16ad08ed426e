import { abiCodes } from './codes/abi.ts';
import { analysisCodes } from './codes/analysis.ts';
import { assemblerCodes } from './codes/assembler.ts';
import { commandCodes } from './codes/command.ts';
import type { CodeEntry } from './codes/entry.ts';
import { fixtureCodes } from './codes/fixture.ts';
import { imageCodes } from './codes/image.ts';
import { machineCodes } from './codes/machine.ts';
import { runCodes } from './codes/run.ts';

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
