import { dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { fileLimits, readRegularText } from '../files/regular-file.ts';
import type { SystemPart } from '../files/system-packages.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import { packageVersion } from '../installation.ts';

/** Something that hcall stands on. */
export interface Tool {
  readonly name: string;
  /** Its version, and where it was found if that is a choice. Throws an HcallError when it is missing. */
  readonly find: () => Promise<ToolVersion>;
  /** What alone needs it, where hcall does without: it is no mistake that it is missing. */
  readonly onlyFor?: string;
  /** Where it is no npm package. */
  readonly part?: SystemPart;
}

export interface ToolVersion {
  readonly version: string;
  readonly where?: string;
}

/** Everything that hcall uses on a machine. */
export const systemTools: readonly Tool[] = [
  { name: 'hcall', find: () => Promise.resolve({ version: packageVersion() }) },
  { name: 'node', find: () => Promise.resolve({ version: process.versions.node }) },
  { name: 'koffi', find: () => Promise.resolve({ version: versionOfPackage('koffi') }) },
  { name: 'libunicorn', find: findEngine, part: 'engine' },
  {
    name: 'keystone',
    find: () =>
      Promise.resolve({ version: versionOfPackage('keystone-wasm'), where: 'keystone-wasm' }),
  },
  {
    name: 'capstone',
    find: () =>
      Promise.resolve({ version: versionOfPackage('capstone-wasm'), where: 'capstone-wasm' }),
  },
  { name: 'preprocessor', find: findPreprocessorVersion, part: 'preprocessor' },
  { name: 'solver', find: findSolverVersion, part: 'solver' },
  { name: 'qemu', find: findSecondEngine, onlyFor: '--check-with qemu', part: 'second engine' },
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
    : { version: versionOfPackage('z3-solver'), where: 'z3-solver' };
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

/** From the package's own package.json, which its `exports` may hide. */
function versionOfPackage(name: string): string {
  let folder = dirname(fileURLToPath(import.meta.resolve(name)));
  while (dirname(folder) !== folder) {
    const found = readPackage(join(folder, 'package.json'));
    if (found?.name === name && found.version !== undefined) {
      return found.version;
    }
    folder = dirname(folder);
  }
  throw new Error(`the package ${name} has no package.json`);
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
