import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { SchemaName } from '../diagnostics/schemas.ts';
import { describedDocuments, jsonSchemaOf } from './json-schemas.ts';

const checkout = join(import.meta.dirname, '..', '..');

test.each(Object.keys(describedDocuments) as SchemaName[])(
  'the published schema of %s is what scripts/schema writes',
  (name) => {
    const file = join(checkout, describedDocuments[name].file);
    const published: unknown = JSON.parse(readFileSync(file, 'utf8'));
    expect(published).toEqual(jsonSchemaOf(name));
  },
);
