import { inspect } from 'node:util';

/** What a user reads of a defect in hcall itself, whatever process found it. */
export function defectReport(error: unknown): string {
  return [
    'defect: hcall itself failed; what you gave it is not to blame',
    inspect(error),
    'Please report this, with the command line, the files that it names and the output of `hcall doctor`.',
    '',
  ].join('\n');
}
