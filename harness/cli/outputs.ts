import { accessSync, constants } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { HcallError, problem } from '../diagnostics/diagnostic.ts';
import { reasonOf } from '../diagnostics/reason.ts';
import type { Destination } from '../files/destination.ts';
import { destinationOf, identityOf } from '../files/destination.ts';
import type { Output } from '../files/output.ts';
import type { Surroundings, StandardOutput } from './surroundings.ts';

/** Whatever a command writes into a file, a pipe or a device, and all reports: each place has one writer. */
export class Outputs {
  readonly #surroundings: Surroundings;
  /** What the user calls the places that are open, by their identity. */
  readonly #names = new Map<string, string>();

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /**
   * The standard output if no file is named. `isNew`: no file may be there yet. Throws `output-shared`, and
   * `output-not-writable` if that is known already; else `finish` of the output throws it.
   */
  async open(file?: string, isNew = false): Promise<Output> {
    let release: (() => void) | undefined;
    try {
      const { cwd } = this.#surroundings;
      const destination = destinationOf(
        file === undefined || file === '-' ? '-' : resolve(cwd, file),
      );
      release = this.#reserve(identityOf(destination), nameOf(file));
      return named(await this.#open(destination, isNew), file, release);
    } catch (error) {
      release?.();
      throw error instanceof HcallError ? error : notWritable(error, file);
    }
  }

  /** Writes all of an output at once. Throws as `open` does. */
  async write(data: string | Uint8Array, file?: string, isNew = false): Promise<void> {
    const output = await this.open(file, isNew);
    output.write(data);
    await output.finish();
  }

  /**
   * Puts another text into a file that is there, whole or not at all, even where the process is killed meanwhile. Throws as
   * `open` does.
   */
  async replace(text: string, file: string): Promise<void> {
    const path = resolve(this.#surroundings.cwd, file);
    const { replaceFile } = await import('../files/replace-file.ts');
    const release = this.#reserve(identityOf(destinationOf(path)), nameOf(file));
    try {
      // What may not be written is not replaced either.
      accessSync(path, constants.W_OK);
      replaceFile(path, text, { sync: true });
    } catch (error) {
      throw notWritable(error, file);
    } finally {
      release();
    }
  }

  /** The result gives the place free again. */
  #reserve(identity: string | undefined, name: string): () => void {
    if (identity === undefined) {
      return () => {};
    }
    const other = this.#names.get(identity);
    if (other !== undefined) {
      throw shared(other, name);
    }
    this.#names.set(identity, name);
    return () => this.#names.delete(identity);
  }

  async #open(destination: Destination, isNew: boolean): Promise<Output> {
    const { stdout, stderr, interruption } = this.#surroundings;
    if (destination.kind === 'descriptor' && destination.descriptor === 1) {
      return standard(stdout);
    }
    if (destination.kind === 'descriptor' && destination.descriptor === 2) {
      return standard(stderr);
    }
    const { openOutput } = await import('../files/open-output.ts');
    return openOutput(destination, { isNew, interruption });
  }
}

/** Whoever owns the stream reports what is wrong with it. */
function standard({ write, colour }: StandardOutput): Output {
  return { write, colour, finish: () => Promise.resolve(), discard: () => {} };
}

/** An output that calls the place as the user does; `release` is called when nobody writes there any more. */
export function named(
  output: Output,
  file: string | undefined,
  release: () => void = () => {},
): Output {
  return {
    colour: output.colour,
    write: output.write,
    finish: async () => {
      try {
        await output.finish();
      } catch (error) {
        throw notWritable(error, file);
      } finally {
        release();
      }
    },
    discard: () => {
      output.discard();
      release();
    },
  };
}

/** An error of the system as the user's, `output-not-writable`. */
export function notWritable(error: unknown, file: string | undefined): HcallError {
  return problem('output-not-writable', `cannot write ${nameOf(file)}: ${reasonFor(error, file)}`);
}

function reasonFor(error: unknown, file = ''): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return `there is no folder '${dirname(file)}'`;
    case 'EISDIR':
      return 'it is a folder';
    default:
      return reasonOf(error);
  }
}

function shared(one: string, other: string): HcallError {
  const names = one === other ? one : `${one}, which is also ${other}`;
  return problem('output-shared', `two outputs go to ${names}`, {
    note: 'give each a file of its own: --reporter NAME --output FILE',
  });
}

function nameOf(file: string | undefined): string {
  return file === undefined ? 'the standard output' : `'${file}'`;
}
