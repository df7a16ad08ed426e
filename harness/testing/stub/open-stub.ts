import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledAbiFolder } from '../../installation.ts';
import type { Tools } from '../../run/tools.ts';
import { openTools } from '../../run/tools.ts';
import { resolveVectors } from '../../run/vectors.ts';
import { InstalledSolver } from '../../solver/installed-smt.ts';
import type { OpenTable } from '../../sweep/service.ts';
import { openProber } from '../../sweep/service.ts';

const seed = 7;

/** Opens sources of stubs of the ABI `immediate`, each in a file of its own. */
export class StubOpener {
  readonly smt = new InstalledSolver();
  readonly #tools: Tools;
  readonly #folder: string;

  private constructor(tools: Tools) {
    this.#tools = tools;
    this.#folder = mkdtempSync(join(tmpdir(), 'hcall-stubs-'));
  }

  static async create(): Promise<StubOpener> {
    return new StubOpener(await openTools({ seed, includes: [], defines: [] }));
  }

  /** A builder reads each file once: no two stubs may have the same name. */
  open(name: string, text: string): OpenTable {
    writeFileSync(join(this.#folder, `${name}.S`), text);
    const [table] = resolveVectors({
      names: [`${name}.S`],
      abi: 'immediate',
      table: '__hyp_stub_vectors',
      cwd: this.#folder,
      abiFolders: [bundledAbiFolder],
    }).tables;
    if (table === undefined) {
      throw new Error('the ABI has no such table');
    }
    return openProber(this.#tools.builder, table, { seed, budget: 2000 });
  }

  async close(): Promise<void> {
    await this.smt.close();
    this.#tools.builder.close();
    rmSync(this.#folder, { recursive: true });
  }
}
