import type { CodeEntry } from '../codes.ts';

export const imageCodes = {
  'file-not-found-image': {
    exit: 2,
    explanation: '',
  },
} as const satisfies Record<string, CodeEntry>;
