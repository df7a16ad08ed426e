import { lowerCase } from '../ascii-case.ts';
import type { InstructionWord } from '../../architecture/a64/word.ts';
import type { Encoder, EncodeRequest, Encoding, Refusal } from './encoder.ts';
import { diagnose } from './diagnose.ts';
import { adjustForGnu } from './dialect.ts';
import { keystoneMnemonics } from './keystone-mnemonics.ts';
import type { AssembleOne } from './keystone.ts';
import { openKeystone } from './keystone.ts';
import type { Operand } from './operand.ts';
import { parseOperands } from './operand.ts';
import type { Mismatch } from './compiled-syntax.ts';
import { explainMismatch, matchSyntax, syntaxesOf } from './compiled-syntax.ts';
import { isHarmless, renderOperands } from './render.ts';

/** Starts Keystone and gives the encoder; both may be shared by everything in the process. */
export async function createEncoder(): Promise<Encoder> {
  return new TableAndKeystoneEncoder(await openKeystone());
}

/** The syntaxes of our own table first, Keystone for what it does not hold; each text is encoded once. */
class TableAndKeystoneEncoder implements Encoder {
  readonly #assemble: AssembleOne;
  readonly #known = new Map<string, Encoding | Refusal>();

  constructor(assemble: AssembleOne) {
    this.#assemble = assemble;
  }

  encode(request: EncodeRequest): Encoding | Refusal {
    const key = `${request.mnemonic} ${request.operands}`;
    const known = this.#known.get(key);
    if (known !== undefined) {
      return known;
    }
    const result = this.#encode(request);
    const answer = typeof result === 'number' ? { word: result } : result;
    // Bounded, for a process that lives long and a source that counts.
    if (this.#known.size >= largestMemory) {
      this.#known.clear();
    }
    this.#known.set(key, answer);
    return answer;
  }

  #encode(request: EncodeRequest): InstructionWord | Refusal {
    const mnemonic = lowerCase(request.mnemonic);
    if (!/^[a-z][a-z0-9.]*$/.test(mnemonic)) {
      return { error: `'${request.mnemonic}' is not an instruction` };
    }
    const operands = parseOperands(request.operands);
    if (!Array.isArray(operands)) {
      return operands as Refusal;
    }
    const own = this.#encodeByTable(mnemonic, operands);
    if (typeof own === 'number') {
      return own;
    }
    const other = this.#encodeByKeystone(mnemonic, operands);
    if (typeof other === 'number') {
      return other;
    }
    return own ?? other;
  }

  /** Undefined when no syntax has this mnemonic; else the word, or the refusal of the one that came closest. */
  #encodeByTable(
    mnemonic: string,
    operands: readonly Operand[],
  ): InstructionWord | Refusal | undefined {
    const candidates = syntaxesOf(mnemonic);
    for (const syntax of candidates) {
      const word = matchSyntax(syntax, operands);
      if (word !== undefined) {
        return word;
      }
    }
    const mismatches = candidates.map((syntax) => explainMismatch(syntax, operands));
    const closest = Math.max(...mismatches.map(closeness));
    const [best, ...others] = mismatches.filter((mismatch) => closeness(mismatch) === closest);
    if (best === undefined) {
      return undefined;
    }
    const { operand } = best;
    const words = [best, ...others].flatMap(({ word }) => word ?? []);
    const error =
      words.length > 1 && operand !== undefined
        ? noneOf(words, operands[operand]?.text ?? '')
        : best.error();
    return operand === undefined ? { error } : { error, operand };
  }

  #encodeByKeystone(mnemonic: string, operands: readonly Operand[]): InstructionWord | Refusal {
    if (!keystoneMnemonics.has(mnemonic)) {
      return { error: `unknown instruction '${mnemonic}'` };
    }
    const adjusted = adjustForGnu(mnemonic, operands);
    if ('error' in adjusted) {
      return adjusted;
    }
    const name = operands.findIndex((operand) => !isHarmless(operand));
    if (name >= 0) {
      const text = operands[name]?.text ?? '';
      return { error: `'${text}' is not an operand of '${mnemonic}'`, operand: name };
    }
    const word = this.#askKeystone(adjusted.mnemonic, adjusted.operands);
    return (
      word ??
      diagnose(mnemonic, operands, (others) => {
        const changed = adjustForGnu(mnemonic, others);
        return (
          'operands' in changed &&
          this.#askKeystone(changed.mnemonic, changed.operands) !== undefined
        );
      })
    );
  }

  #askKeystone(mnemonic: string, operands: readonly Operand[]): InstructionWord | undefined {
    return this.#assemble(`${mnemonic} ${renderOperands(operands)}`.trim());
  }
}

/** An operand further to the right is closer to a match; of two at one place, the one of the right kind. */
function closeness({ fitting, near }: Mismatch): number {
  return fitting * 2 + (near ? 1 : 0);
}

/** Words that a refusal lists. */
const mostWords = 8;

function noneOf(words: readonly string[], found: string): string {
  const all = [...new Set(words)];
  const more = all.length > mostWords ? ', ...' : '';
  return `'${found}' is none of ${all.slice(0, mostWords).join(', ')}${more}`;
}

const largestMemory = 100_000;
