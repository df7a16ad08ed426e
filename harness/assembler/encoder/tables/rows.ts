import type { Row } from '../pattern.ts';
import { branches } from './branches.ts';
import { crypto } from './crypto.ts';
import { exceptions, hints } from './hints.ts';
import { loadsAndStores } from './loads-stores.ts';

/** Every instruction that is not left to Keystone. */
const rows: readonly Row[] = [...branches, ...loadsAndStores, ...hints, ...exceptions, ...crypto];

export { rows };
