import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const checkout = join(import.meta.dirname, '../../..');

/** What npm packs, as it says itself. */
export interface Packed {
  /** Absolute. */
  readonly file: string;
  /** Bytes of the archive, and of what is in it. */
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** Packs the package as it is built now, into a folder. */
export function pack(folder: string): Packed {
  const text = execFileSync(
    'npm',
    ['pack', '--ignore-scripts', '--json', '--pack-destination', folder],
    { cwd: checkout, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const [packed] = JSON.parse(text) as [Omit<Packed, 'file'> & { readonly filename: string }];
  return { ...packed, file: join(folder, packed.filename) };
}

/** The packages that hcall runs with. */
function dependencies(): string[] {
  const text = readFileSync(join(checkout, 'package.json'), 'utf8');
  return Object.keys((JSON.parse(text) as { dependencies: Record<string, string> }).dependencies);
}

/**
 * A new project below a folder with the packed package in its node_modules, as `npm install` puts it there; what it depends on,
 * and `others`, are those of the checkout. Needs no network.
 */
export function installedProject(
  below: string,
  { file }: Packed,
  others: readonly string[] = [],
): string {
  const project = mkdtempSync(join(below, 'project-'));
  const modules = join(project, 'node_modules');
  const own = join(modules, 'hcall');
  mkdirSync(own, { recursive: true });
  execFileSync('tar', ['-xzf', file, '--strip-components=1', '-C', own]);
  dependencies().forEach((name) => linkPackage(name, join(own, 'node_modules')));
  others.forEach((name) => linkPackage(name, modules));
  mkdirSync(join(modules, '.bin'));
  ['hcall', ...others].forEach((name) => linkPrograms(name, modules));
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
  return project;
}

function linkPackage(name: string, modules: string): void {
  const target = join(modules, name);
  mkdirSync(dirname(target), { recursive: true });
  symlinkSync(join(checkout, 'node_modules', name), target);
}

/** Puts a package's programs where npx looks for them. */
function linkPrograms(name: string, modules: string): void {
  const text = readFileSync(join(modules, name, 'package.json'), 'utf8');
  const { bin = {} } = JSON.parse(text) as { readonly bin?: string | Record<string, string> };
  for (const [program, path] of Object.entries(typeof bin === 'string' ? { [name]: bin } : bin)) {
    symlinkSync(join('..', name, path), join(modules, '.bin', program));
  }
}

/** The environment of a project's command lines: what `npx` and `PATH` find is the project's. */
export function projectEnvironment(project: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    HCALL_CACHE: join(project, '.cache'),
    npm_config_offline: 'true',
    npm_config_update_notifier: 'false',
  };
}
