import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import koffi from 'koffi';
import type { LibraryHandle } from 'koffi';
import { problem } from '../../diagnostics/diagnostic.ts';
import { installCommand } from '../../files/system-packages.ts';

/** The versions whose behaviour the machine was built for: from 2.0.1, below 2.2. */
const oldestVersion = [2, 0, 1] as const;
const firstUnknownVersion = [2, 2, 0] as const;

const systemNames = ['libunicorn.so.2', 'libunicorn.2.dylib', 'libunicorn.so'];

export interface EngineLibrary {
  readonly handle: LibraryHandle;
  /** What it was loaded as: a path, or a name for the system's loader. */
  readonly path: string;
  /** `2.0.1` */
  readonly version: string;
}

/** The folder of the checkout or the package: the nearest one above this file with a package.json. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) {
    folder = dirname(folder);
  }
  return folder;
}

/** Libraries that the set-up unpacked where it could not install packages. */
function unpackedLibraries(folder: string): string[] {
  if (!existsSync(folder)) {
    return [];
  }
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => systemNames.some((name) => path.endsWith(`/${name}`)))
    .toSorted()
    .map((path) => join(folder, path));
}

function candidates(environment: NodeJS.ProcessEnv): string[] {
  const chosen = environment['HCALL_UNICORN'];
  if (chosen !== undefined && chosen !== '') {
    return [resolve(chosen)];
  }
  return [...unpackedLibraries(join(packageRoot(), '.system')), ...systemNames];
}

function isBefore(left: readonly number[], right: readonly number[]): boolean {
  const index = left.findIndex((part, position) => part !== right[position]);
  return index >= 0 && (left[index] ?? 0) < (right[index] ?? 0);
}

/** uc_version gives major, minor, patch from the top byte down. */
function versionOf(handle: LibraryHandle): readonly number[] {
  const query = handle.func('uc_version', 'uint32_t', ['uint64_t', 'uint64_t']);
  const packed = query(0, 0) as number;
  return [packed >>> 24, (packed >>> 16) & 0xff, (packed >>> 8) & 0xff];
}

/**
 * Finds and loads libunicorn: the file that HCALL_UNICORN names, else what the set-up unpacked into `.system`, else
 * the system's. Throws an HcallError 'engine-missing' or 'engine-version'.
 */
export function loadLibrary(environment: NodeJS.ProcessEnv = process.env): EngineLibrary {
  const tried: string[] = [];
  for (const path of candidates(environment)) {
    let handle: LibraryHandle;
    let parts: readonly number[];
    try {
      handle = koffi.load(path);
      parts = versionOf(handle);
    } catch {
      // Not there, not a library for this processor, or not Unicorn.
      tried.push(path);
      continue;
    }
    const version = parts.join('.');
    if (isBefore(parts, oldestVersion) || !isBefore(parts, firstUnknownVersion)) {
      throw problem(
        'engine-version',
        `expected Unicorn 2.0.1 to 2.1.x, found ${version} ('${path}')`,
        {
          note: `install a supported version, or name its file in HCALL_UNICORN`,
        },
      );
    }
    return { handle, path, version };
  }
  throw problem('engine-missing', `cannot load libunicorn (tried ${tried.join(', ')})`, {
    note: `install it: ${installCommand(['engine'])}`,
  });
}
