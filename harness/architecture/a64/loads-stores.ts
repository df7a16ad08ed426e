import type { Form } from './form.ts';
import { loadsStores64Bytes } from './loads-stores-64-bytes.ts';
import { loadsStoresAtomicPairs } from './loads-stores-atomic-pairs.ts';
import { loadsStoresAtomic } from './loads-stores-atomic.ts';
import { loadsStoresExclusive } from './loads-stores-exclusive.ts';
import { loadsStoresFloatingPointAtomic } from './loads-stores-floating-point-atomic.ts';
import { loadsStoresMemoryOperations } from './loads-stores-memory-operations.ts';
import { loadsStoresPairs } from './loads-stores-pairs.ts';
import { loadsStoresReadCheckWrite } from './loads-stores-read-check-write.ts';
import { loadsStoresRegister } from './loads-stores-register.ts';
import { loadsStoresReleaseConsistent } from './loads-stores-release-consistent.ts';
import { loadsStoresStructures } from './loads-stores-structures.ts';
import { loadsStoresTags } from './loads-stores-tags.ts';
import { loadsStoresUnprivileged } from './loads-stores-unprivileged.ts';

/** Loads and stores, prefetches included: Arm ARM, C4.1.94. */
export const loadsStores: readonly Form[] = [
  ...loadsStoresRegister,
  ...loadsStoresPairs,
  ...loadsStoresExclusive,
  ...loadsStoresAtomic,
  ...loadsStoresAtomicPairs,
  ...loadsStoresFloatingPointAtomic,
  ...loadsStoresReadCheckWrite,
  ...loadsStoresReleaseConsistent,
  ...loadsStoresUnprivileged,
  ...loadsStores64Bytes,
  ...loadsStoresMemoryOperations,
  ...loadsStoresTags,
  ...loadsStoresStructures,
];

const known: ReadonlySet<Form> = new Set(loadsStores);

export function isLoadOrStore(form: Form): boolean {
  return known.has(form);
}
