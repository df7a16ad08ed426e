import type { CodeEntry } from '../codes.ts';

export const runCodes = {
  'file-not-found-run': {
    exit: 2,
    explanation: '',
  },
} as const satisfies Record<string, CodeEntry>;
