import { toJsonSchema } from '../abi/json-schema.ts';
import { proofShape } from './proof-shape.ts';
import { comparisonShape, contractShape } from './result-shape.ts';
import { sweepShape } from './sweep-shape.ts';

/** The JSON Schemas of results, by the name of the command that prints them with `--format json`. */
export function resultJsonSchemas(): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  return {
    compare: toJsonSchema(comparisonShape),
    contract: toJsonSchema(contractShape),
    prove: toJsonSchema(proofShape),
    sweep: toJsonSchema(sweepShape),
  };
}
