import { z } from 'zod';
import { processorNames } from '../architecture/processor-model.ts';
import type { SchemaName } from '../diagnostics/schemas.ts';
import { schemas } from '../diagnostics/schemas.ts';
import { engineShape } from '../machine/engine-shape.ts';

/* The keys that every JSON document begins with, whatever it is about. */

export const hcallVersion = z.string().describe('the version of hcall that found this out');

/** 32 bits, unsigned. */
export const seedShape = z
  .int()
  .min(0)
  .max(0xffff_ffff)
  .describe('of the values that registers hold before a call; 32 bits');

export const processorsShape = z
  .array(z.enum(processorNames))
  .describe('the processors that the code was for, each once: of --cpu, else of each abi.yaml');

/** Of what runs code. */
export const ranShape = z.strictObject({
  hcall: hcallVersion,
  engine: engineShape
    .nullable()
    .describe('what executed the code; null where nothing came to be executed'),
  secondEngine: z.exactOptional(engineShape.describe('what --check-with compared it with')),
  cpu: processorsShape,
  seed: seedShape,
});

/** Of what only looks at code. */
export const lookedShape = z.strictObject({
  hcall: hcallVersion,
  engine: z.null().describe('no code is executed'),
  cpu: z.null(),
  seed: z.null(),
});

/** The keys of a document about code that ran. */
export function ranDocument<Name extends SchemaName>(name: Name) {
  return { schema: schemaKey(name), ...ranShape.shape };
}

/** The keys of a document about code that was only looked at. */
export function lookedDocument<Name extends SchemaName>(name: Name) {
  return { schema: schemaKey(name), ...lookedShape.shape };
}

function schemaKey<Name extends SchemaName>(name: Name): z.ZodLiteral<(typeof schemas)[Name]> {
  return z.literal(schemas[name]).describe('the `$id` of the schema of this document');
}
