import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { abiJsonSchema } from '../abi/json-schema.ts';
import { resultJsonSchemas } from './json-schema.ts';
import { fixtureJsonSchema } from '../fixture/json-schema.ts';

describe('a published JSON Schema', () => {
  test.each([
    ['asm/abi.schema.json', abiJsonSchema()],
    ['fixtures/fixture.schema.json', fixtureJsonSchema()],
    ...Object.entries(resultJsonSchemas()).map(
      ([name, schema]) => [`harness/comparison/schema/${name}.schema.json`, schema] as const,
    ),
  ])('%s is what scripts/schema writes', (file, expected) => {
    const published: unknown = JSON.parse(
      readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'),
    );
    expect(published).toEqual(expected);
  });
});
