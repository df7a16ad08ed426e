import { z } from 'zod';
import { abiShape } from '../abi/schema.ts';
import { callersShape } from '../audit/callers-shape.ts';
import { projectShape } from '../cli/project-schema.ts';
import { comparisonShape } from '../comparison/comparison-shape.ts';
import { contractShape } from '../contract/result-shape.ts';
import { coverageShape } from '../coverage/coverage-shape.ts';
import type { SchemaName } from '../diagnostics/schemas.ts';
import { schemas } from '../diagnostics/schemas.ts';
import { fixtureShape } from '../fixture/schema.ts';
import { mutationShape } from '../mutation/mutation-shape.ts';
import { proofShape } from '../proof/result-shape.ts';
import { asmShape } from '../report/asm-shape.ts';
import { doctorShape } from '../report/doctor-shape.ts';
import { explainShape } from '../report/explain-shape.ts';
import { lintShape } from '../report/lint-shape.ts';
import { runShape } from '../report/run-shape.ts';
import { callShape } from '../run/call-shape.ts';
import { listShape } from '../run/list-shape.ts';
import { traceShape } from '../run/trace-shape.ts';
import { sweepShape } from '../sweep/sweep-shape.ts';

/** A document that hcall writes or reads. */
interface DescribedDocument {
  readonly shape: z.ZodType;
  readonly title: string;
  /** Below the package's folder; editors look for those of YAML files next to these. */
  readonly file: string;
}

const inFolder = (name: SchemaName): string => `docs/schemas/${name}.json`;

/** Documents by the names of their schemas. */
export const describedDocuments: Readonly<Record<SchemaName, DescribedDocument>> = {
  abi: { shape: abiShape, title: 'abi.yaml', file: 'asm/abi.schema.json' },
  asm: { shape: asmShape, title: 'hcall asm --format json', file: inFolder('asm') },
  call: { shape: callShape, title: 'hcall call --format json', file: inFolder('call') },
  callers: { shape: callersShape, title: 'hcall callers --format json', file: inFolder('callers') },
  compare: {
    shape: comparisonShape,
    title: 'hcall compare --format json',
    file: inFolder('compare'),
  },
  contract: {
    shape: contractShape,
    title: 'hcall contract --format json',
    file: inFolder('contract'),
  },
  cover: { shape: coverageShape, title: 'hcall cover --format json', file: inFolder('cover') },
  doctor: { shape: doctorShape, title: 'hcall doctor --format json', file: inFolder('doctor') },
  explain: { shape: explainShape, title: 'hcall explain --format json', file: inFolder('explain') },
  fixture: { shape: fixtureShape, title: 'a fixture', file: 'fixtures/fixture.schema.json' },
  lint: { shape: lintShape, title: 'hcall lint --format json', file: inFolder('lint') },
  list: { shape: listShape, title: 'hcall run --list --reporter json', file: inFolder('list') },
  mutate: { shape: mutationShape, title: 'hcall mutate --format json', file: inFolder('mutate') },
  project: { shape: projectShape, title: 'hcall.yaml', file: inFolder('project') },
  prove: { shape: proofShape, title: 'hcall prove --format json', file: inFolder('prove') },
  run: { shape: runShape, title: 'hcall run --reporter json', file: inFolder('run') },
  sweep: { shape: sweepShape, title: 'hcall sweep --format json', file: inFolder('sweep') },
  trace: { shape: traceShape, title: 'hcall trace --format json', file: inFolder('trace') },
};

/** The JSON Schema of a document, draft 2020-12. Of YAML it is what an editor can check; hcall checks the values too. */
export function jsonSchemaOf(name: SchemaName): JsonObject {
  const { shape, title } = describedDocuments[name];
  const text = JSON.stringify(z.toJSONSchema(shape), strict);
  const { $schema, ...schema } = JSON.parse(text) as JsonObject;
  return { $schema, $id: schemas[name], title, ...schema };
}

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Parts of a schema for validators that are strict. What zod calls `id` names a definition, and is no keyword; several types
 * are alternatives.
 */
function strict(key: string, part: unknown): unknown {
  if (key === 'id' && typeof part === 'string') {
    return undefined;
  }
  if (typeof part !== 'object' || part === null || !('type' in part) || !Array.isArray(part.type)) {
    return part;
  }
  const { type, ...rest } = part;
  return { ...rest, anyOf: type.map((one: unknown) => ({ type: one })) };
}
