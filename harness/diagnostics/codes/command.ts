import type { CodeEntry } from '../codes.ts';

export const commandCodes = {
  'file-not-found-command': {
    exit: 2,
    explanation: '',
  },
} as const satisfies Record<string, CodeEntry>;
