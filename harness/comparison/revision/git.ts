import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { problem } from '../../diagnostics/diagnostic.ts';

/** Bytes that git may print at once. */
const largestOutput = 256 * 1024 * 1024;

/** What a call of git printed; no `output`: it refused, for the reason in its first line of errors. */
interface Answer {
  readonly output?: Buffer;
  readonly reason: string;
}

/**
 * The git repository of a work tree, which is only read. Nothing of it is trusted: no shell, no hooks, no filters, and
 * revisions and paths never stand where an option could.
 */
export class Git {
  /** The work tree's highest folder, absolute and without links. */
  readonly top: string;
  readonly #interruption: AbortSignal | undefined;

  private constructor(top: string, interruption: AbortSignal | undefined) {
    this.top = top;
    this.#interruption = interruption;
  }

  /**
   * That of a path, which need not be there any more. Throws `git-missing` and `not-a-work-tree`; rejects with the reason of
   * the interruption.
   */
  static async of(path: string, interruption?: AbortSignal): Promise<Git> {
    const place = existingFolder(path);
    const { output, reason } = await answer(
      ['rev-parse', '--show-toplevel'],
      place,
      '',
      interruption,
    );
    if (output === undefined) {
      throw problem('not-a-work-tree', `'${path}' is in no work tree of git: ${reason}`);
    }
    return new Git(output.toString().replace(/\n$/, ''), interruption);
  }

  /** The id of a revision's tree. Throws `unknown-revision`, and `bad-usage` for what git would take for an option. */
  async tree(revision: string): Promise<string> {
    if (/^$|^-|\p{Cc}/u.test(revision)) {
      throw problem('bad-usage', `'${revision}' is no revision`, {
        note: 'a commit, a branch or a tag, as in HEAD~1 or v6.1; two of them are A..B',
      });
    }
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{tree}`];
    const { output } = await this.#answer(args);
    if (output === undefined) {
      throw problem('unknown-revision', `git knows no revision '${revision}'`, {
        note: '`git log` lists commits; a shallow clone lacks older ones, `git fetch --unshallow` brings them',
      });
    }
    return output.toString().trim();
  }

  /** What git prints for these words, in the highest folder. Throws `unreadable-revision`. */
  async read(args: readonly string[], input = ''): Promise<Buffer> {
    const { output, reason } = await this.#answer(args, input);
    if (output === undefined) {
      throw problem('unreadable-revision', `git cannot read its repository: ${reason}`);
    }
    return output;
  }

  #answer(args: readonly string[], input = ''): Promise<Answer> {
    return answer(args, this.top, input, this.#interruption);
  }
}

/** A path with the links in its folders followed; what is not there stays as it is. */
export function realPlace(path: string): string {
  const absolute = resolve(path);
  const folder = dirname(absolute);
  if (folder === absolute) {
    return absolute;
  }
  return join(existsSync(folder) ? realpathSync(folder) : realPlace(folder), basename(absolute));
}

function existingFolder(path: string): string {
  const folder = dirname(resolve(path));
  return existsSync(folder) ? folder : existingFolder(folder);
}

/** Settings of a repository that would start programs, switched off; no password is asked for. */
const harmless = ['-c', 'core.fsmonitor=false', '--no-pager', '--literal-pathspecs'] as const;

function answer(
  args: readonly string[],
  cwd: string,
  input: string,
  interruption: AbortSignal | undefined,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    interruption?.throwIfAborted();
    const child = spawn('git', [...harmless, ...args], {
      cwd,
      env: { ...process.env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    let size = 0;
    let errors = '';
    const stop = (): void => void child.kill('SIGKILL');
    interruption?.addEventListener('abort', stop);
    child.stdout.on('data', (data: Buffer) => {
      size += data.length;
      if (size > largestOutput) {
        stop();
      } else {
        output.push(data);
      }
    });
    child.stderr.on('data', (data: Buffer) => {
      errors = `${errors}${data.toString()}`.slice(0, 4096);
    });
    // A git that ends early reads no further.
    child.stdin.on('error', () => {});
    child.on('error', ({ message }) => reject(gitMissing(message)));
    child.on('close', (code) => {
      interruption?.removeEventListener('abort', stop);
      if (interruption?.aborted === true) {
        reject(interruption.reason as Error);
      } else if (size > largestOutput) {
        resolve({ reason: `it has more than ${largestOutput} bytes (256 MiB)` });
      } else {
        const [line = ''] = errors.trim().split('\n');
        const reason = line === '' ? `git ended with ${code}` : line;
        resolve({ reason, ...(code === 0 ? { output: Buffer.concat(output) } : {}) });
      }
    });
    child.stdin.end(input);
  });
}

function gitMissing(reason: string): Error {
  return problem('git-missing', `git cannot be started: ${reason}`, {
    note: 'install it: sudo apt-get install git (Fedora: sudo dnf install git; macOS: xcode-select --install)',
  });
}
