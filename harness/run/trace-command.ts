import type { TestResult } from './event.ts';
import type { Verdict } from './verdict.ts';
import { shellLine } from './shell.ts';

/** Tests without a call to trace. */
const withoutCall: ReadonlySet<Verdict> = new Set(['skip', 'error']);

/**
 * The result with the command that traces its test, to paste into a shell where the run was started. `repeat`: the
 * options of the run that change what code runs, and how.
 */
export function withTrace(result: TestResult, repeat: readonly string[]): TestResult {
  if (withoutCall.has(result.verdict)) {
    return result;
  }
  const { file, name } = result;
  const path = file.startsWith('-') ? `./${file}` : file;
  return { ...result, trace: shellLine(['hcall', 'trace', path, '-t', pattern(name), ...repeat]) };
}

/** Between slashes a name would be taken for a regular expression: as one, it matches itself. */
function pattern(name: string): string {
  return name.startsWith('/')
    ? `/${name.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)}/`
    : name;
}
