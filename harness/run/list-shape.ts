import { z } from 'zod';
import { texts } from '../collections/plain-shapes.ts';
import { placeShape } from '../diagnostics/diagnostic-shape.ts';
import { lookedDocument } from './document-shape.ts';

export const listedTestShape = z
  .strictObject({
    id: z.string().describe('`file > name [row]`'),
    file: z.string(),
    name: z.string(),
    place: placeShape,
    tags: texts,
    abi: z.string(),
    skip: z.exactOptional(z.string().describe('why it is skipped')),
    xfail: z.exactOptional(z.string().describe('why it is expected to fail')),
  })
  .describe('what is known of a test before it runs');

export const listShape = z.strictObject({
  ...lookedDocument('list'),
  tests: z.array(listedTestShape).describe('in the order of a run'),
});
