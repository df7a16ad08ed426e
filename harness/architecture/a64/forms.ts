import { dataProcessingImmediate } from './data-processing-immediate.ts';
import type { Form } from './form.ts';
import { loadsStores } from './loads-stores.ts';

/** Every form of A64 that hcall knows. No word fits two of them. */
export const forms: readonly Form[] = [...dataProcessingImmediate, ...loadsStores];
