import type { callersShape } from '../audit/callers-shape.ts';
import type { Plain } from '../collections/plain.ts';
import type { Comparison } from '../comparison/comparison.ts';
import type { ContractResult } from '../contract/result.ts';
import type { Coverage } from '../coverage/coverage.ts';
import { jsonText } from '../diagnostics/shown.ts';
import type { MutationReport } from '../mutation/mutate.ts';
import type { ProofResult } from '../proof/result.ts';
import type { CallResult } from '../run/make-call.ts';
import type { listShape } from '../run/list-shape.ts';
import type { TraceResult } from '../run/trace.ts';
import type { SweepResult } from '../sweep/sweep-result.ts';
import type { asmShape } from './asm-shape.ts';
import type { doctorShape } from './doctor-shape.ts';
import type { explainShape } from './explain-shape.ts';
import type { lintShape } from './lint-shape.ts';
import type { runShape } from './run-shape.ts';

/** What any command prints as JSON. */
type JsonDocument =
  | Plain<typeof asmShape>
  | CallResult
  | Plain<typeof callersShape>
  | Comparison
  | ContractResult
  | Coverage
  | Plain<typeof doctorShape>
  | Plain<typeof explainShape>
  | Plain<typeof lintShape>
  | Plain<typeof listShape>
  | MutationReport
  | ProofResult
  | Plain<typeof runShape>
  | SweepResult
  | TraceResult;

/** The JSON of a document, which begins with its schema. */
export function jsonDocument(document: JsonDocument): string {
  const { schema, ...data } = document;
  return `${jsonText({ schema, ...data })}\n`;
}
