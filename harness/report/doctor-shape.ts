import { z } from 'zod';
import { count, hexadecimalText } from '../collections/plain-shapes.ts';
import { lookedDocument } from '../run/document-shape.ts';

export const toolShape = z.strictObject({
  name: z.string(),
  state: z
    .enum(['found', 'replaced', 'optional', 'missing', 'unfit'])
    .describe(
      'replaced: something else is used in its place; optional: not there, and only some option needs it; missing: hcall cannot do without; unfit: there, and of no use',
    ),
  version: z.exactOptional(z.string()),
  where: z.exactOptional(z.string().describe('its file, or the npm package that it is')),
  cost: z.exactOptional(z.string().describe('what does not work, or is worse, without it')),
  reason: z.exactOptional(z.string().describe('why it cannot be used')),
});

export const doctorShape = z.strictObject({
  ...lookedDocument('doctor'),
  tools: z.array(toolShape).describe('all that hcall uses'),
  install: z
    .string()
    .nullable()
    .describe('the one command that installs whatever is missing or replaced; null for nothing'),
  project: z.string().nullable().describe('the hcall.yaml that counts in this folder'),
  memory: z
    .array(
      z.strictObject({
        name: z.string(),
        address: hexadecimalText.describe('physical, of the first byte'),
        size: count.describe('bytes'),
      }),
    )
    .describe('the memory map'),
});
