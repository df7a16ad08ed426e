import { HcallError } from '../../diagnostics/diagnostic.ts';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileLimits, readRegularText } from '../../files/regular-file.ts';
import { groupBy } from '../../collections/group-by.ts';
import type { CodeWord } from '../../coverage/code-words.ts';
import { wantedWords } from '../../coverage/code-words.ts';
import type { Test } from '../../fixture/test.ts';
import { bundledAbiFolder } from '../../installation.ts';
import type { Finding } from '../../judge/finding.ts';
import type { Mutation } from '../../mutation/mutation.ts';
import { mutationsOf } from '../../mutation/mutation.ts';
import { executeTest } from '../../run/execute.ts';
import { list } from '../../run/list.ts';
import { MutantRunner } from '../../run/mutant.ts';
import type { Session } from '../../run/session.ts';
import { sessionKey } from '../../run/session-key.ts';
import type { Tools } from '../../run/tools.ts';
import { openTools } from '../../run/tools.ts';
import type { Random } from '../random.ts';
import { inlined } from './inlined.ts';

/** A mutant of the bundled ABIs that a fixture kills. */
export interface AsmMutant {
  /** `immediate/kvm` */
  readonly table: string;
  /** `el1_sync+0x10 other-register` */
  readonly name: string;
  /** What the fixtures that are there for its table say of it. */
  readonly killer: Test;
  readonly findings: readonly Finding[];
  readonly mutation: Mutation;
  /** Of the code before. */
  readonly words: ReadonlyMap<bigint, CodeWord>;
}

interface Group {
  readonly session: Session;
  readonly tests: readonly Test[];
  readonly words: ReadonlyMap<bigint, CodeWord>;
  readonly mutations: readonly Mutation[];
}

/**
 * Mutants of the ABIs in `asm/` as sources that anything can be asked about. Their macros are inlined, so that each
 * instruction has a line of its own.
 */
export class AsmMutants {
  readonly #tools: Tools;
  readonly #folder: string;
  readonly #groups: readonly Group[];
  #written = 0;

  private constructor(tools: Tools, folder: string) {
    this.#tools = tools;
    this.#folder = folder;
    this.#groups = this.#findGroups();
  }

  static async open(): Promise<AsmMutants> {
    const folder = mkdtempSync(join(tmpdir(), 'hcall-mutants-'));
    cpSync(bundledAbiFolder, join(folder, 'asm'), { recursive: true });
    inlined(join(folder, 'asm'));
    return new AsmMutants(await openTools({ seed: 1, includes: [], defines: [] }), folder);
  }

  /** Every one that a fixture of its table kills: of one table, or of all. */
  *allKilled(table: string | undefined): Generator<AsmMutant> {
    const groups = this.#groups.filter(
      ({ tests: [first] }) => table === undefined || (first && tableOf(first)) === table,
    );
    for (const group of groups) {
      for (const mutation of group.mutations) {
        const mutant = this.#killed(group, mutation);
        if (mutant !== undefined) {
          yield mutant;
        }
      }
    }
  }

  /** One by chance; undefined where no fixture of its table kills it. */
  killed(random: Random): AsmMutant | undefined {
    const group = this.#pick(this.#groups, random);
    return this.#killed(group, this.#pick(group.mutations, random));
  }

  #killed({ session, tests, words }: Group, mutation: Mutation): AsmMutant | undefined {
    const { writes, of, operator } = mutation;
    const { execute } = this.#tools;
    const reachedBy = tests.map((_, index) => index);
    const fate = new MutantRunner(session, tests, execute).fateOf({ writes, reachedBy });
    const killer = tests.find(({ id }) => fate.kind === 'killed' && id === fate.test);
    if (killer === undefined) {
      return undefined;
    }
    const findings = findingsWith(() =>
      session.withPatch(writes, () => executeTest(session, killer, execute).findings),
    );
    if (findings === undefined) {
      return undefined;
    }
    return {
      table: tableOf(killer),
      name: `${of.symbol}+0x${of.offset.toString(16)} ${operator}`,
      killer,
      findings,
      mutation,
      words,
    };
  }

  /** Writes the ABIs with the mutant: the folder that holds them all. */
  write({ mutation: { writes }, words }: AsmMutant): string {
    this.#written += 1;
    const folder = join(this.#folder, `mutant-${this.#written}`, 'asm');
    const original = join(this.#folder, 'asm');
    cpSync(original, folder, { recursive: true });
    for (const { address, word } of writes) {
      const place = words.get(address)?.place;
      const file = join(folder, relative(original, place?.file ?? ''));
      const lines = readRegularText(file, fileLimits.source).split('\n');
      const index = (place?.line ?? 0) - 1;
      const label = /^\s*[\w.$]+:/.exec(lines[index] ?? '')?.[0] ?? '';
      lines[index] = `${label}\t.inst\t0x${word.toString(16)}`;
      writeFileSync(file, lines.join('\n'));
    }
    return folder;
  }

  close(): void {
    this.#tools.builder.close();
    rmSync(this.#folder, { recursive: true });
  }

  #findGroups(): Group[] {
    const { tests } = list({
      paths: ['fixtures'],
      tags: [],
      cwd: dirname(bundledAbiFolder),
      abiFolders: [join(this.#folder, 'asm')],
    });
    const own = tests.filter(
      ({ abi, vectors: { files } }) =>
        abi.directory.startsWith(this.#folder) &&
        files.every((file) => file.startsWith(this.#folder)),
    );
    return [...groupBy(own, sessionKey).values()].flatMap((group): Group[] => {
      const [first] = group;
      if (first === undefined) {
        return [];
      }
      const session = this.#tools.builder.session(first);
      const words = wantedWords(session.image, (file) => file.includes('/asm/'));
      const tables = new Set(group.map(({ vectors }) => vectors.table));
      // What calls the vectors is no part of them.
      const vectors = words.filter(({ symbol }) => !first.abi.routines.has(symbol));
      const mutations = mutationsOf(vectors, (symbol) => tables.has(symbol));
      const byAddress = new Map(words.map((word) => [word.address, word]));
      return [{ session, tests: group, words: byAddress, mutations }];
    });
  }

  #pick<Item>(items: readonly Item[], random: Random): Item {
    return items[random(items.length)] as Item;
  }
}

/** `immediate/kvm` */
function tableOf({ abi, vectors }: Test): string {
  return `${abi.name}/${vectors.contract.name}`;
}

/** What a test finds; undefined where the machine refuses the call, so that nothing is found of it. */
function findingsWith<Found>(execute: () => Found): Found | undefined {
  try {
    return execute();
  } catch (error) {
    if (error instanceof HcallError) {
      return undefined;
    }
    throw error;
  }
}
