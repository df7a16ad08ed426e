import type { Form } from './form.ts';
import { loadsStoresAtomic } from './loads-stores-atomic.ts';
import { loadsStoresExclusive } from './loads-stores-exclusive.ts';
import { loadsStoresPairs } from './loads-stores-pairs.ts';
import { loadsStoresRegister } from './loads-stores-register.ts';
import { loadsStoresStructures } from './loads-stores-structures.ts';
import { loadsStoresTags } from './loads-stores-tags.ts';

/** Loads and stores, prefetches included: Arm ARM, C4.1.94. */
export const loadsStores: readonly Form[] = [
  ...loadsStoresRegister,
  ...loadsStoresPairs,
  ...loadsStoresExclusive,
  ...loadsStoresAtomic,
  ...loadsStoresTags,
  ...loadsStoresStructures,
];

const known: ReadonlySet<Form> = new Set(loadsStores);

export function isLoadOrStore(form: Form): boolean {
  return known.has(form);
}
