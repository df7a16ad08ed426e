import type { CodeEntry } from '../codes.ts';

export const machineCodes = {
  'file-not-found-machine': {
    exit: 2,
    explanation: '',
  },
} as const satisfies Record<string, CodeEntry>;
