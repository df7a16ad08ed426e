import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { sweepCallsPerSecond } from '../../dist/analysis/sweep.js';

const checkout = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');

const microseconds = () => performance.now() * 1000;

/**
 * Calls a second, each sorted into what it does: every immediate of a host's call, with each selector value, on the stub
 * with the immediate ABI. The exception is raised in place of an executed HVC, as in every sweep.
 */
export function measureSweep() {
  const subject = { text: 'immediate/stub', cwd: '/', abiFolders: [join(checkout, 'asm')] };
  return sweepCallsPerSecond(subject, { seed: 1, includes: [], defines: [] }, microseconds);
}
