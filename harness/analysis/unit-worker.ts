/**
 * A process that sweeps parts of the call space for another one, which starts it with `fork` and keeps the deadline.
 */
import { HcallError } from '../diagnostics/diagnostic.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { dieWithParent } from '../run/die-with-parent.ts';
import type { UnitRequest, UnitWorkResult } from './unit-runner.ts';
import { UnitRunner } from './unit-runner.ts';

/** What the worker answers to each request. */
export type UnitAnswer =
  | { readonly type: 'result'; readonly result: UnitWorkResult }
  | { readonly type: 'mistake'; readonly diagnostics: readonly Diagnostic[] };

dieWithParent();

const runner = new UnitRunner();

process.on('message', (request: UnitRequest) => {
  void answer(request).then((message) => process.send?.(message));
});
process.on('disconnect', () => process.exit(0));

async function answer(request: UnitRequest): Promise<UnitAnswer> {
  try {
    return { type: 'result', result: await runner.run(request) };
  } catch (error) {
    if (!(error instanceof HcallError)) {
      throw error;
    }
    return { type: 'mistake', diagnostics: error.diagnostics };
  }
}
