import type { SchemaName } from '../../diagnostics/schemas.ts';
import { schemas } from '../../diagnostics/schemas.ts';
import type { RanHeader } from '../../run/document-header.ts';

/** What a document says first: of code that ran on Unicorn 2.0.1. */
export function exampleHeader<Name extends SchemaName>(name: Name): RanHeader<Name> {
  return {
    schema: schemas[name],
    hcall: '1.2.3',
    engine: { name: 'unicorn', version: '2.0.1' },
    cpu: ['cortex-a72'],
    seed: 1,
  };
}
