import { z } from 'zod';
import { abiShape } from './schema.ts';

/** A JSON Schema (draft 7, which editors know best) for a shape. */
export function toJsonSchema(shape: z.ZodType): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(shape, { target: 'draft-7' });
}

/** The JSON Schema of abi.yaml: what an editor can check; hcall checks the values too. */
export function abiJsonSchema(): Readonly<Record<string, unknown>> {
  return toJsonSchema(abiShape);
}
