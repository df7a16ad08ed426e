import { problem } from '../../diagnostics/diagnostic.ts';
import type { Git } from './git.ts';

/** What a tree of git holds, by the mode of an entry (gitformat-tree). */
const modes: Readonly<Record<string, 'link' | 'submodule'>> = {
  '120000': 'link',
  '160000': 'submodule',
};

interface Entry {
  readonly kind: 'file' | 'link' | 'submodule';
  readonly id: string;
}

/** The files of a revision, by their paths from the work tree's highest folder. */
export class RevisionTree {
  readonly #git: Git;
  /** As the user wrote it. */
  readonly revision: string;
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #folders: ReadonlySet<string>;

  private constructor(git: Git, revision: string, entries: ReadonlyMap<string, Entry>) {
    this.#git = git;
    this.revision = revision;
    this.#entries = entries;
    const folders = new Set<string>(['']);
    for (const path of entries.keys()) {
      for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
        const folder = path.slice(0, at);
        if (folders.has(folder)) {
          break;
        }
        folders.add(folder);
      }
    }
    this.#folders = folders;
  }

  /** Throws what `Git.tree` and `Git.read` throw. */
  static async read(git: Git, revision: string): Promise<RevisionTree> {
    const id = await git.tree(revision);
    const listing = await git.read(['ls-tree', '-r', '-z', '--full-tree', id]);
    const entries = new Map<string, Entry>();
    for (const line of listing.toString().split('\0')) {
      const [, mode = '', object, path] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/su.exec(line) ?? [];
      if (object !== undefined && path !== undefined) {
        entries.set(path, { kind: modes[mode] ?? 'file', id: object });
      }
    }
    return new RevisionTree(git, revision, entries);
  }

  hasFolder(path: string): boolean {
    return this.#folders.has(path);
  }

  /** Whether there is a file. Throws `unreadable-revision` where only a link or a submodule leads there. */
  hasFile(path: string): boolean {
    this.#checkWay(path);
    return this.#entries.has(path);
  }

  /** Links are left out: whoever needs one hears of it. */
  filesBelow(folder: string): string[] {
    return [...this.#entries].flatMap(([path, { kind }]) =>
      kind === 'file' && (folder === '' || path.startsWith(`${folder}/`)) ? [path] : [],
    );
  }

  /** The bytes of files, in order. Throws as `hasFile` does. */
  async contents(paths: readonly string[]): Promise<Buffer[]> {
    if (paths.length === 0) {
      return [];
    }
    const ids = paths.map((path) => {
      this.#checkWay(path);
      return this.#entries.get(path)?.id ?? '';
    });
    const output = await this.#git.read(['cat-file', '--batch'], `${ids.join('\n')}\n`);
    let at = 0;
    return paths.map((path) => {
      // `ID blob SIZE`, the bytes, a line feed.
      const end = output.indexOf('\n', at);
      const [, size] = /^[0-9a-f]+ blob (\d+)$/.exec(output.toString('latin1', at, end)) ?? [];
      if (size === undefined) {
        throw problem('unreadable-revision', `git lacks '${this.nameOf(path)}'`, {
          note: 'the clone is not complete: `git fetch` brings what it lacks',
        });
      }
      const start = end + 1;
      at = start + Number(size) + 1;
      return output.subarray(start, at - 1);
    });
  }

  /** As git writes it: `HEAD:asm/x0/hyp.S`. */
  nameOf(path: string): string {
    return `${this.revision}:${path}`;
  }

  /** Links and submodules are not followed: what they lead to is not in the revision. */
  #checkWay(path: string): void {
    for (let end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
      const place = end < 0 ? path : path.slice(0, end);
      const kind = this.#entries.get(place)?.kind ?? 'file';
      if (kind !== 'file') {
        const what = kind === 'link' ? 'a symbolic link' : 'a submodule';
        throw problem('unreadable-revision', `'${this.nameOf(place)}' is ${what}`, {
          note:
            kind === 'link'
              ? 'name the file that it leads to; an include must be of a file, too'
              : 'compare in the work tree of the submodule, with a revision of its own',
        });
      }
      if (end < 0) {
        return;
      }
    }
  }
}
