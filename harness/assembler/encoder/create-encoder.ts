import { nearestName } from '../../diagnostics/nearest-name.ts';
import { lowerCase } from '../ascii-case.ts';
import { eitherOf, noneOf } from './alternatives.ts';
import type { Encoder, EncodeRequest, Encoding, Refusal } from './encoder.ts';
import type { Operand } from './operand.ts';
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
  if (!/^[\w$][\w.$]*$/.test(mnemonic)) {
    return { error: `'${request.mnemonic}' is not an instruction` };
  }
  const candidates = syntaxesOf(mnemonic);
  const operands = parseOperands(request.operands);
  if (!Array.isArray(operands)) {
    const written = splitOperands(lowerCase(request.operands)).map((text) => ({ text }));
    const scalable = refusalOfScalable(mnemonic, written);
    return scalable ?? (candidates.length === 0 ? unknown(mnemonic) : (operands as Refusal));
  }
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
  return (
    refusalOfScalable(mnemonic, operands) ??
    (candidates.length === 0
      ? unknown(mnemonic)
      : closestRefusal(
          candidates.map((syntax) => explainMismatch(syntax, operands)),
          operands,
        ))
  );
}

function unknown(mnemonic: string): Refusal {
  return { error: `unknown instruction '${mnemonic}'`, isUnknown: true };
}

/** Why the syntaxes that come closest do not fit. */
function closestRefusal(mismatches: readonly Mismatch[], operands: readonly Operand[]): Refusal {
  const closest = Math.max(...mismatches.map(closeness));
  const alike = mismatches.filter((mismatch) => closeness(mismatch) === closest);
  const operand = alike[0]?.operand;
  if (operand === undefined) {
    return { error: alike[0]?.error() ?? '' };
  }
  const same = alike.filter((mismatch) => mismatch.operand === operand);
  const found = operands[operand]?.text ?? '';
  const words = same.flatMap(({ word }) => word ?? []);
  const error =
    words.length > 1 ? noneOf(words, found) : anyOf(same.map((mismatch) => mismatch.error()));
  const meant = nearestName(found, namesAt(mismatches, operand));
  return { error, operand, ...(meant === undefined ? {} : { note: `did you mean '${meant}'?` }) };
}

/** Names that some syntax has for an operand. */
function* namesAt(mismatches: readonly Mismatch[], operand: number): Iterable<string> {
  for (const { operand: index, word, names } of mismatches) {
    if (index === operand) {
      yield* word === undefined ? [] : [word];
      yield* names?.() ?? [];
    }
  }
}

/** An operand further to the right is closer to a match; of two at one place, the one of the right kind, and one too many is the furthest. */
function closeness({ fitting, near, isSurplus }: Mismatch): number {
  return fitting * 2 + (near ? 1 : isSurplus === true ? -0.5 : 0);
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
  return fitting.length < 2 ? first : `${start}${eitherOf(fitting)}${end}`;
}
