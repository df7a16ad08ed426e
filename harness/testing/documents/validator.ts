import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import * as formats from 'ajv-formats';
import type { SchemaName } from '../../diagnostics/schemas.ts';
import { schemas } from '../../diagnostics/schemas.ts';
import { jsonSchemaOf } from '../../documents/json-schemas.ts';

/** Ajv, which knows nothing of hcall but its JSON Schemas, and takes no keyword for granted. */
function createValidator(): Ajv2020 {
  // Alternatives that require a key have it among the properties of the whole.
  const validator = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
  formats.default.default(validator);
  return validator;
}

const validator = createValidator();

/** Compiles the schema of that name, which checks the schema itself. */
function validatorOf(name: SchemaName): ValidateFunction {
  return validator.getSchema(schemas[name]) ?? validator.compile(jsonSchemaOf(name));
}

/** What is wrong with a document: `/tests/0 must have required property 'name'`. */
export function mistakesIn(name: SchemaName, document: unknown): string[] {
  const validate = validatorOf(name);
  return validate(document) ? [] : (validate.errors ?? []).map(mistakeText);
}

function mistakeText({ instancePath, message = '', params }: ErrorObject): string {
  return `${instancePath} ${message} ${JSON.stringify(params)}`;
}
