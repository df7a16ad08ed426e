import { z } from 'zod';
import { diagnosticShape } from '../diagnostics/diagnostic-shape.ts';
import { lookedDocument } from '../run/document-shape.ts';

export const lintShape = z.strictObject({
  ...lookedDocument('lint'),
  diagnostics: z.array(diagnosticShape),
});
