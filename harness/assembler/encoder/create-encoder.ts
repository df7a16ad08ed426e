import { lowerCase } from '../ascii-case.ts';
import type { Encoder, EncodeRequest, Encoding, Refusal } from './encoder.ts';
import { parseOperands, splitOperands } from './operand.ts';
import { featureName, waysToAllow } from '../level/allow.ts';
import type { Feature } from '../level/feature.ts';
import type { Level } from '../level/level.ts';
import { missingFeatures, needsOf } from '../level/requirement.ts';
import type { Mismatch } from './compiled-syntax.ts';
import { encodeGenericMove } from './generic-move.ts';
import { refusalOfScalable } from './scalable.ts';
import { explainMismatch, matchSyntax, syntaxesOf } from './compiled-syntax.ts';

/** The encoder of the table of instructions, which may be shared by everything in the process. */
export function createEncoder(): Encoder {
  return new TableEncoder();
}

/** A word, and the features that the instruction needs as it is written. */
interface Encoded {
  readonly encoding: Encoding;
  readonly needs: readonly Feature[];
}

/** Encodes by the syntaxes of the table. */
class TableEncoder implements Encoder {
  encode(request: EncodeRequest): Encoding | Refusal {
    const encoded = encodeByTable(request);
    if ('error' in encoded) {
      return encoded;
    }
    const { level } = request;
    const missing = level === undefined ? [] : missingFeatures(encoded.needs, level);
    return level === undefined || missing.length === 0
      ? encoded.encoding
      : refusalOfLevel(request, missing, level);
  }
}

/** Says what the level in force lacks, and how it is allowed. */
function refusalOfLevel(
  { mnemonic, operands }: EncodeRequest,
  missing: readonly Feature[],
  level: Level,
): Refusal {
  const written = `${mnemonic} ${operands}`.trim();
  return {
    error: `'${written}' needs ${missing.map(featureName).join(' and ')}, which ${level.name} does not have`,
    note: `allow it before: ${waysToAllow(missing).join(', or ')}`,
  };
}

/** The word, or the refusal of the syntax that came closest. */
function encodeByTable(request: EncodeRequest): Encoded | Refusal {
  const mnemonic = lowerCase(request.mnemonic);
  if (!/^[a-z][a-z0-9.]*$/.test(mnemonic)) {
    return { error: `'${request.mnemonic}' is not an instruction` };
  }
  const operands = parseOperands(request.operands);
  if (!Array.isArray(operands)) {
    const written = splitOperands(lowerCase(request.operands)).map((text) => ({ text }));
    return refusalOfScalable(mnemonic, written) ?? (operands as Refusal);
  }
  const candidates = syntaxesOf(mnemonic);
  for (const syntax of candidates) {
    const word = matchSyntax(syntax, operands);
    if (word !== undefined) {
      return { encoding: { word }, needs: needsOf(syntax.form, word, { mnemonic, operands }) };
    }
  }
  const generic = encodeGenericMove(mnemonic, operands);
  if (generic !== undefined) {
    return { encoding: { word: generic }, needs: [] };
  }
  const scalable = refusalOfScalable(mnemonic, operands);
  if (scalable !== undefined) {
    return scalable;
  }
  const mismatches = candidates.map((syntax) => explainMismatch(syntax, operands));
  const closest = Math.max(...mismatches.map(closeness));
  const [best, ...others] = mismatches.filter((mismatch) => closeness(mismatch) === closest);
  if (best === undefined) {
    return { error: `unknown instruction '${mnemonic}'` };
  }
  const { operand } = best;
  const alike = [best, ...others].filter((mismatch) => mismatch.operand === operand);
  const words = alike.flatMap(({ word }) => word ?? []);
  const error =
    words.length > 1 && operand !== undefined
      ? noneOf(words, operands[operand]?.text ?? '')
      : anyOf(alike.map((mismatch) => mismatch.error()));
  return operand === undefined ? { error } : { error, operand };
}

/** An operand further to the right is closer to a match; of two at one place, the one of the right kind. */
function closeness({ fitting, near }: Mismatch): number {
  return fitting * 2 + (near ? 1 : 0);
}

/** Alternatives that a refusal lists. */
const mostWords = 8;

function noneOf(words: readonly string[], found: string): string {
  const all = [...new Set(words)].map((word) => word.replace(/ (?=\d+$)/, ' #'));
  const more = all.length > mostWords ? ', ...' : '';
  return `'${found}' is none of ${all.slice(0, mostWords).join(', ')}${more}`;
}

/** What is expected at a place by one syntax or another, in one sentence: all that differs is what they expect. */
function anyOf(errors: readonly string[]): string {
  const [first = '', ...others] = new Set(errors);
  const parts = [first, ...others].map((error) =>
    /^(.*?\bexpected )(.*?)(, found .*)?$/.exec(error),
  );
  const [start, , end = ''] = parts[0]?.slice(1) ?? [];
  const fitting = [
    ...new Set(
      parts.flatMap((part) =>
        part?.[1] === start && (part?.[3] ?? '') === end ? (part?.[2]?.split(' or ') ?? []) : [],
      ),
    ),
  ];
  if (fitting.length < 2) {
    return first;
  }
  const more = fitting.length > mostWords ? ', ...' : '';
  return `${start}${fitting.slice(0, mostWords).join(' or ')}${more}${end}`;
}
