import type { Row } from '../pattern.ts';
import { atomics } from './atomics.ts';
import { branches } from './branches.ts';
import { crypto } from './crypto.ts';
import { flags } from './flags.ts';
import { exceptions, hints } from './hints.ts';
import { loadsAndStores } from './loads-stores.ts';
import { memoryTagging } from './memory-tagging.ts';
import { pointerAuthentication } from './pointer-authentication.ts';
import { vectorLoads } from './vector-loads.ts';

/** Every instruction that is not left to Keystone. */
export const rows: readonly Row[] = [
  ...branches,
  ...loadsAndStores,
  ...vectorLoads,
  ...atomics,
  ...hints,
  ...exceptions,
  ...flags,
  ...pointerAuthentication,
  ...memoryTagging,
  ...crypto,
];
