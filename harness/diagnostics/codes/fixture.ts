import type { CodeEntry } from '../codes.ts';

export const fixtureCodes = {
  'file-not-found-fixture': {
    exit: 2,
    explanation: '',
  },
} as const satisfies Record<string, CodeEntry>;
