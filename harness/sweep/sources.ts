import type { RegisterName } from '../architecture/registers.ts';
import { registers } from '../architecture/registers.ts';
import type { Prober } from '../calls/prober.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { isBack } from '../calls/call-record.ts';
import type { Sources } from './relation.ts';

/** Registers that the exception itself wrote: their value at the vector is meant, not the one before. */
const syndromes = registers.filter(({ syndrome }) => syndrome).map(({ name }) => name);

/** Registers whose values an effect may name as its source, the likeliest first. */
const sourceNames: readonly RegisterName[] = registers
  .filter(
    ({ kind, volatile, syndrome, name }) =>
      !volatile &&
      !syndrome &&
      (kind === 'general' || kind === 'sp' || kind === 'system') &&
      name !== 'scr_el3' &&
      name !== 'hcr_el2',
  )
  .map(({ name }) => name);

const functionResults = registers.filter(({ kind }) => kind === 'general').map(({ name }) => name);

/** What the values of a call can come from. */
export function sourcesOf(
  record: CallRecord,
  immediate: number,
  prober: Prober,
  set: number,
): Sources {
  const sources = new Map<string, bigint>();
  for (const name of sourceNames) {
    sources.set(name, record.before.get(name));
  }
  for (const name of syndromes) {
    sources.set(name, record.entry.get(name));
  }
  sources.set('immediate', BigInt(immediate));
  if (record.called.length > 0 && isBack(record)) {
    for (const name of functionResults) {
      sources.set(name === 'x0' ? 'its result' : `its ${name}`, prober.leftBy(name, set));
    }
  }
  return sources;
}
