import type { CodeEntry } from '../codes.ts';

export const abiCodes = {
  'file-not-found-abi': {
    exit: 2,
    explanation: '',
  },
} as const satisfies Record<string, CodeEntry>;
