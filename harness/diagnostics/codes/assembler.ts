import type { CodeEntry } from '../codes.ts';

export const assemblerCodes = {
  'file-not-found-assembler': {
    exit: 2,
    explanation: '',
  },
} as const satisfies Record<string, CodeEntry>;
