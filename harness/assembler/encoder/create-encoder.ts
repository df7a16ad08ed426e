import type { Encoder, EncodeRequest, Encoding, Refusal } from './encoder.ts';
import { openKeystone, type AssembleOne } from './keystone.ts';
import { parseOperands, type Operand } from './operand.ts';
import { compileRow, matchPattern, type Pattern } from './pattern.ts';
import { renderOperands } from './render.ts';
import { encodeSystem } from './system.ts';
import { adjustForGnu } from './dialect.ts';
import { rows } from './tables/rows.ts';

/** Starts Keystone and gives the encoder; both may be shared by everything in the process. */
async function createEncoder(): Promise<Encoder> {
  return new TableAndKeystoneEncoder(await openKeystone());
}

/** Our own tables first, Keystone for what they do not hold; each text is encoded once. */
class TableAndKeystoneEncoder implements Encoder {
  readonly #assemble: AssembleOne;
  readonly #patterns = new Map<string, Pattern[]>();
  readonly #known = new Map<string, Encoding | Refusal>();

  constructor(assemble: AssembleOne) {
    this.#assemble = assemble;
    for (const row of rows) {
      const pattern = compileRow(row);
      const same = this.#patterns.get(pattern.mnemonic);
      if (same === undefined) this.#patterns.set(pattern.mnemonic, [pattern]);
      else same.push(pattern);
    }
  }

  encode(request: EncodeRequest): Encoding | Refusal {
    const key = `${request.mnemonic} ${request.operands}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const result = this.#encode(request);
    const answer = typeof result === 'number' ? { word: result } : result;
    // Bounded, for a process that lives long and a source that counts.
    if (this.#known.size >= largestMemory) this.#known.clear();
    this.#known.set(key, answer);
    return answer;
  }

  #encode(request: EncodeRequest): number | Refusal {
    const mnemonic = request.mnemonic.toLowerCase();
    if (!/^[a-z][a-z0-9.]*$/.test(mnemonic)) {
      return { error: `'${request.mnemonic}' is not an instruction` };
    }
    const operands = parseOperands(request.operands);
    if (!Array.isArray(operands)) return operands as Refusal;
    const system = encodeSystem(mnemonic, operands);
    if (system !== undefined) return system;
    const own = this.#encodeByTable(mnemonic, operands);
    if (typeof own === 'number') return own;
    const other = this.#encodeByKeystone(mnemonic, operands);
    if (typeof other === 'number') return other;
    return own ?? other;
  }

  /** Undefined when no row has this mnemonic; else the word or the refusal that came furthest. */
  #encodeByTable(mnemonic: string, operands: readonly Operand[]): number | Refusal | undefined {
    let best: Refusal | undefined;
    for (const pattern of this.#patterns.get(mnemonic) ?? []) {
      const result = matchPattern(pattern, operands);
      if (typeof result === 'number') return result;
      if (best === undefined || (result.operand ?? 0) > (best.operand ?? 0)) best = result;
    }
    return best;
  }

  #encodeByKeystone(mnemonic: string, operands: readonly Operand[]): number | Refusal {
    const adjusted = adjustForGnu(mnemonic, operands);
    if ('error' in adjusted) return adjusted;
    const text = renderOperands(adjusted.operands);
    const name = operands.findIndex((operand) => operand.kind === 'name');
    if (text === undefined) {
      return {
        error: `'${operands[name]?.text ?? ''}' is not an operand of '${mnemonic}'`,
        ...(name >= 0 ? { operand: name } : {}),
      };
    }
    const answer = this.#assemble(`${adjusted.mnemonic} ${text}`.trim());
    if (answer === 'unknown-mnemonic') return { error: `unknown instruction '${mnemonic}'` };
    if (answer === 'unfit-operands') {
      return {
        error: `'${mnemonic}' has no form with these operands: '${operands.map(({ text }) => text).join(', ')}'`,
      };
    }
    return answer;
  }
}

const largestMemory = 100_000;

export { createEncoder };
