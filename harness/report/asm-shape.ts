import { z } from 'zod';
import { hexadecimalText } from '../collections/plain-shapes.ts';
import { lookedDocument } from '../run/document-shape.ts';

export const asmShape = z.strictObject({
  ...lookedDocument('asm'),
  sections: z.array(
    z.strictObject({
      name: z.string(),
      address: hexadecimalText.describe('of the first byte'),
      hex: z
        .string()
        .regex(/^(?:[0-9a-f]{2})*$/)
        .describe('the bytes, two digits each'),
    }),
  ),
  symbols: z.record(z.string(), hexadecimalText).describe('addresses by name'),
});
