import { z } from 'zod';
import { lookedDocument } from '../run/document-shape.ts';

export const explainedCodeShape = z.strictObject({
  code: z.string(),
  kind: z.enum(['finding', 'note', 'error', 'deviation']),
  explanation: z.string(),
  exit: z.exactOptional(z.int().min(0).max(255).describe('of an error: the exit code')),
});

export const explainShape = z.strictObject({
  ...lookedDocument('explain'),
  codes: z.array(explainedCodeShape).describe('the one that is asked for, or all'),
});
