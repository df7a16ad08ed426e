import { join, resolve } from 'node:path';
import { HcallError, problem } from '../../diagnostics/diagnostic.ts';
import { pathBelow } from '../../files/path-below.ts';
import { TemporaryFolder } from '../../files/temporary-folder.ts';
import type { ExportedRevision } from '../../run/exported-revision.ts';
import type { WrittenVectors } from '../../run/written-vectors.ts';
import type { CompareOptions } from '../compare.ts';
import { compare } from '../compare.ts';
import type { Comparison } from '../comparison.ts';
import { Export } from './export.ts';
import { Git, realPlace } from './git.ts';
import { withNames } from './names.ts';
import { RevisionTree } from './tree.ts';

export interface CompareRevisionsOptions extends Omit<CompareOptions, 'a' | 'b'> {
  /** `REV`, against the work tree, or `A..B`; where one of these is left out it is HEAD. */
  readonly revisions: string;
  /** A file of vectors, or the folder of an ABI, with what else the command line says of it. */
  readonly written: WrittenVectors;
}

/**
 * Compares what a git work tree has at a path with what it had at a revision, or two revisions. What the sources include is of the
 * same revision. Throws what `compare` throws, `git-missing`, `not-a-work-tree`, `unknown-revision`, `not-in-revision`,
 * `unreadable-revision`, and `bad-usage` for what is no revision.
 */
export async function compareRevisions({
  revisions,
  written,
  ...options
}: CompareRevisionsOptions): Promise<Comparison> {
  const [path = ''] = written.names;
  const [first, second] = revisionsIn(revisions);
  const sides = new RevisionSides(
    await Git.of(resolve(written.cwd, path), options.interruption),
    written,
    options,
  );
  try {
    const a = await sides.at(first);
    const b = second === undefined ? written : await sides.at(second);
    const tools = { ...options.tools, revisions: sides.exported };
    return sides.named(await compare({ ...options, tools, a, b }));
  } catch (error) {
    throw error instanceof HcallError ? sides.renamed(error) : error;
  } finally {
    sides.close();
  }
}

/** The second is undefined where the work tree is meant. Throws `bad-usage` for A...B. */
function revisionsIn(text: string): readonly [string, string | undefined] {
  if (text.includes('...')) {
    throw problem('bad-usage', `'${text}' are not two revisions: expected A..B`, {
      note: 'the commit where two branches part is `git merge-base A B`',
    });
  }
  const [first = '', second] = text.split('..');
  return second === undefined ? [first, undefined] : [first || 'HEAD', second || 'HEAD'];
}

/** The files of each revision in a folder of its own, until they are closed. */
class RevisionSides {
  readonly exported: ExportedRevision[] = [];
  readonly #git: Git;
  readonly #written: WrittenVectors;
  readonly #options: Pick<CompareOptions, 'tools'>;
  readonly #folders: TemporaryFolder[] = [];
  /** What names begin with, and what they shall begin with. */
  readonly #names = new Map<string, string>();

  constructor(git: Git, written: WrittenVectors, options: Pick<CompareOptions, 'tools'>) {
    this.#git = git;
    this.#written = written;
    this.#options = options;
  }

  /** The vectors as they are at a revision. */
  async at(revision: string): Promise<WrittenVectors> {
    const [name = ''] = this.#written.names;
    const path = this.#pathInTree(name);
    const tree = await RevisionTree.read(this.#git, revision);
    if (!tree.hasFile(path) && !tree.hasFolder(path)) {
      throw problem('not-in-revision', `there is no '${tree.nameOf(path)}'`, {
        note: `git log --follow -- ${name} shows when it came and what it was called before`,
      });
    }
    const folder = new TemporaryFolder('hcall-revision-');
    this.#folders.push(folder);
    this.#names.set(folder.path, `${revision}:`);
    this.exported.push({ top: this.#git.top, folder: folder.path });
    const { abiFolders, abi } = this.#written;
    await new Export(this.#git, tree, folder.path, {
      path,
      written: { abiFolders, ...(abi === undefined ? {} : { abi }) },
      sources: this.#options.tools,
    }).run();
    const moved = abiFolders.flatMap((own) => {
      const below = pathBelow(this.#git.top, own);
      return below === undefined ? [] : [join(folder.path, below)];
    });
    return {
      ...this.#written,
      names: [join(folder.path, path)],
      title: `${revision}:${name}`,
      abiFolders: [...moved, ...abiFolders],
    };
  }

  /** A result with names that mean something when the folders are gone. */
  named(comparison: Comparison): Comparison {
    return withNames(comparison, this.#names);
  }

  renamed({ diagnostics }: HcallError): HcallError {
    const [first, ...rest] = withNames(diagnostics, this.#names);
    return new HcallError([first as (typeof diagnostics)[number], ...rest]);
  }

  close(): void {
    for (const folder of this.#folders) {
      folder.remove();
    }
  }

  #pathInTree(name: string): string {
    const place = realPlace(resolve(this.#written.cwd, name));
    const path = pathBelow(this.#git.top, place);
    if (path === undefined) {
      throw problem('not-in-revision', `'${name}' is not in the work tree '${this.#git.top}'`);
    }
    return path;
  }
}
