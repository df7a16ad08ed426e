import { dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { fileLimits, readRegularText } from '../files/regular-file.ts';
import type { SystemPart } from '../files/system-packages.ts';
import { given } from '../collections/given.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import { reasonOf } from '../diagnostics/reason.ts';
import { packageVersion } from '../installation.ts';

/** Something that hcall stands on. */
export interface Tool {
  readonly name: string;
  /** Throws an HcallError when it is missing or of no use. */
  readonly find: () => Promise<ToolVersion>;
  /** What does not work without it. */
  readonly cost?: string;
  /** Whether only what `cost` names needs it: it is no mistake that it is missing. */
  readonly isOptional?: true;
  /** Where it is no npm package. */
  readonly part?: SystemPart;
}

export interface ToolVersion {
  readonly version: string;
  /** If that is a choice. */
  readonly where?: string;
  /** What it costs that this is used in place of the tool. */
  readonly replaced?: string;
}

/** Everything that hcall uses on a machine. */
export const systemTools: readonly Tool[] = [
  { name: 'hcall', find: () => Promise.resolve({ version: packageVersion() }) },
  { name: 'node', find: () => Promise.resolve({ version: process.versions.node }) },
  {
    name: 'koffi',
    find: () => npmPackage('koffi'),
    cost: 'libunicorn cannot be loaded, and no call be made',
  },
  {
    name: 'libunicorn',
    find: findEngine,
    cost: 'no call can be made; only asm, lint, callers, explain and report work',
    part: 'engine',
  },
  {
    name: 'keystone',
    find: () => npmPackage('keystone-wasm', 'keystone-wasm'),
    cost: '`hcall asm --second-encoder` does not work',
  },
  {
    name: 'capstone',
    find: () => npmPackage('capstone-wasm', 'capstone-wasm'),
    cost: 'no call can be made: instructions could not be shown',
  },
  {
    name: 'preprocessor',
    find: findPreprocessorVersion,
    cost: 'no source named .S can be assembled, those that come with hcall neither; .s, objects and images can be used',
    part: 'preprocessor',
  },
  {
    name: 'solver',
    find: findSolverVersion,
    cost: 'prove, sweep and compare cannot decide conditions on several inputs',
    part: 'solver',
  },
  {
    name: 'qemu',
    find: findSecondEngine,
    cost: 'no second engine for `hcall run --check-with qemu`; nothing else needs it',
    isOptional: true,
    part: 'second engine',
  },
];

async function findEngine(): Promise<ToolVersion> {
  const { loadLibrary } = await import('../machine/unicorn/library.ts');
  const { version, path } = loadLibrary();
  return { version, where: path };
}

async function findPreprocessorVersion(): Promise<ToolVersion> {
  const { findPreprocessor } = await import('../assembler/preprocess.ts');
  const tool = findPreprocessor();
  if (tool === undefined) {
    throw problem('preprocessor-missing', 'no C preprocessor is found: no cpp, clang, gcc or cc');
  }
  return { version: versionOfProgram(tool.command), where: tool.command };
}

/** The program z3, or the npm package that stands in for it. */
async function findSolverVersion(): Promise<ToolVersion> {
  const { findSmt } = await import('../solver/installed-smt.ts');
  const found = findSmt();
  return found.kind === 'program'
    ? { version: versionOfProgram(found.path), where: found.path }
    : {
        ...(await npmPackage('z3-solver', 'z3-solver')),
        replaced:
          'there is no program z3, so that this npm package is used, which is slower to start and to solve',
      };
}

async function findSecondEngine(): Promise<ToolVersion> {
  const { emulatorVersion, findEmulator } = await import('../machine/qemu/find-emulator.ts');
  const path = findEmulator();
  return { version: emulatorVersion(path), where: path };
}

function versionOfProgram(command: string): string {
  const { stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  const [firstLine = ''] = stdout.split('\n');
  return /\d+(\.\d+)+/.exec(firstLine)?.[0] ?? firstLine;
}

/** Rejects with `package-missing`. */
function npmPackage(name: string, where?: string): Promise<ToolVersion> {
  return Promise.resolve({ version: versionOfPackage(name), ...given({ where }) });
}

/** From the package's own package.json, which its `exports` may hide. Throws `package-missing`. */
function versionOfPackage(name: string): string {
  let folder = dirname(fileOfPackage(name));
  while (dirname(folder) !== folder) {
    const found = readPackage(join(folder, 'package.json'));
    if (found?.name === name && found.version !== undefined) {
      return found.version;
    }
    folder = dirname(folder);
  }
  throw new Error(`the package ${name} has no package.json`);
}

/** Throws `package-missing`. */
function fileOfPackage(name: string): string {
  try {
    return fileURLToPath(import.meta.resolve(name));
  } catch (error) {
    throw problem('package-missing', `the npm package ${name} is not found: ${reasonOf(error)}`, {
      note: 'install hcall again, with its dependencies: npm ci in a checkout, else npm install',
    });
  }
}

function readPackage(file: string): { name?: string; version?: string } | undefined {
  try {
    return JSON.parse(readRegularText(file, fileLimits.document)) as {
      name?: string;
      version?: string;
    };
  } catch {
    return undefined;
  }
}
