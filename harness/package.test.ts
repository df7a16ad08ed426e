import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Packed } from './testing/cli/installed-package.ts';
import { installedProject, pack, projectEnvironment } from './testing/cli/installed-package.ts';

/** What is published, and what it is in a project that has nothing else. */

const checkout = join(import.meta.dirname, '..');

let folder = '';
let packed: Packed;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hcall-package-')));
  packed = pack(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const pathsIn = ({ files }: Packed): string[] => files.map(({ path }) => path);

/** The files that a value of package.json names, however deep. */
function targetsIn(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) {
    return Object.values(value).flatMap(targetsIn);
  }
  return [String(value).replace(/^\.\//, '')];
}

describe('the package', () => {
  test('has these files and folders', () => {
    const tops = new Set(pathsIn(packed).map((path) => path.split('/')[0] ?? ''));
    expect([...tops].toSorted()).toEqual([
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'LICENSE',
      'README.md',
      'asm',
      'dist',
      'docs',
      'fixtures',
      'harness',
      'package.json',
    ]);
  });

  test.each([
    ['tests', /\.test\./],
    ['material of tests', /^dist\/testing\//],
    ['sources of the code', /^harness\/(?!templates\/)/],
    ['source maps, whose sources are not there', /\.map$/],
    ['what only a checkout needs', /^dist\/\.|^\.|^scripts\//],
  ])('has no %s', (_, pattern) => {
    expect(pathsIn(packed).filter((path) => pattern.test(path))).toEqual([]);
  });

  test('names no source map', () => {
    const scripts = pathsIn(packed).filter((path) => path.endsWith('.js'));
    const mapped = scripts.filter((path) =>
      readFileSync(join(checkout, path), 'utf8').includes('\n//# sourceMappingURL='),
    );
    expect([scripts.length > 500, mapped]).toEqual([true, []]);
  });

  test('is small', () => {
    expect(packed.size).toBeLessThan(2_000_000);
    expect(packed.unpackedSize).toBeLessThan(9_000_000);
  });

  test('has what its package.json names', () => {
    const { exports, bin, man, types } = JSON.parse(
      readFileSync(join(checkout, 'package.json'), 'utf8'),
    ) as Record<string, unknown>;
    const named = targetsIn([exports, bin, man, types]).filter((path) => !path.includes('*'));
    const known = new Set(pathsIn(packed));
    expect(named).toContain('dist/index.js');
    expect(named.filter((path) => !known.has(path))).toEqual([]);
  });

  test('has what its pages link to', () => {
    const known = new Set(pathsIn(packed));
    const isThere = (path: string): boolean =>
      known.has(path) || [...known].some((one) => one.startsWith(`${path}/`));
    const lost = pathsIn(packed)
      .filter((path) => /^(?:README|docs\/).*\.md$/.test(path))
      .flatMap((path) =>
        [...readFileSync(join(checkout, path), 'utf8').matchAll(/\]\(([^)\s#]+)[^)]*\)/g)]
          .map(([, link = '']) => link)
          .filter((link) => !link.includes('://') && !isThere(join(dirname(path), link)))
          .map((link) => `${path}: ${link}`),
      );
    expect(lost).toEqual([]);
  });
});

test('the licences of what it runs with are up to date: scripts/licences writes them', () => {
  const text = execFileSync('node', ['scripts/licences.mjs'], { cwd: checkout, encoding: 'utf8' });
  expect(readFileSync(join(checkout, 'docs/third-party-licences.md'), 'utf8')).toBe(text);
});

/** A program that uses the API as the pages say. */
const consumer = `\
import { HcallError, call, createAssembler, list, run, verdicts } from 'hcall';
import type { CallResult, RunEvent, Verdict } from 'hcall';
import { describeFixtures } from 'hcall/jest';

export const known: readonly Verdict[] = verdicts;

export async function failures(folder: string): Promise<string[]> {
  const failed: string[] = [];
  const options = { paths: ['.'], cwd: folder, abiFolders: [], seed: 1, includes: [], defines: [], bail: false, clock: () => 0 };
  await run(options, (event: RunEvent) => {
    if (event.type === 'test-end' && event.result.verdict !== 'pass') {
      failed.push(event.result.id);
    }
  });
  return [...failed, ...list(options).tests.map(({ id }) => id)];
}

export async function assembled(): Promise<number> {
  try {
    const assembler = await createAssembler();
    return assembler.assemble({ path: 'a.s', text: '\\tnop\\n' }, {}).sections.length;
  } catch (error) {
    return error instanceof HcallError ? error.diagnostics.length : 0;
  }
}

export type Calls = (...args: Parameters<typeof call>) => Promise<CallResult>;
// @ts-expect-error: the number of the seed is none.
export const wrong: Parameters<typeof call>[0]['seed'] = 'one';
await describeFixtures('fixtures', { seed: 2 });
`;

describe('the types', () => {
  test.each([
    ['typescript', 'nodenext', 'nodenext'],
    ['typescript', 'esnext', 'bundler'],
    ['typescript-5', 'nodenext', 'nodenext'],
  ])(
    'hold for %s in a strict project of modules %s, resolved as by %s',
    (compiler, module, moduleResolution) => {
      const project = installedProject(folder, packed, ['@jest/globals', '@types/node']);
      writeFileSync(join(project, 'consumer.ts'), consumer);
      const compilerOptions = {
        module,
        moduleResolution,
        target: 'es2022',
        lib: ['es2023'],
        types: ['node'],
        strict: true,
        noUncheckedIndexedAccess: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        noEmit: true,
      };
      writeFileSync(
        join(project, 'tsconfig.json'),
        JSON.stringify({ compilerOptions, files: ['consumer.ts'] }),
      );
      const program = join(checkout, 'node_modules', compiler, 'bin/tsc');
      const { status, stdout } = spawnSync('node', [program, '-p', project], {
        cwd: project,
        encoding: 'utf8',
      });
      expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    },
  );
});

/** A program of this machine, by PATH. */
function programNamed(name: string): string {
  const path = execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
  return realpathSync(path.trim());
}

/** Runs `npx` with nothing on the path but Node and a shell. */
function npx(project: string, args: readonly string[], environment: NodeJS.ProcessEnv) {
  const bin = join(project, 'only-node');
  mkdirSync(bin);
  for (const name of ['env', 'npx', 'sh']) {
    symlinkSync(programNamed(name), join(bin, name));
  }
  symlinkSync(process.execPath, join(bin, 'node'));
  const { status, stdout, stderr } = spawnSync(join(bin, 'npx'), args, {
    cwd: project,
    encoding: 'utf8',
    env: { ...projectEnvironment(project), PATH: bin, ...environment },
  });
  return { status, stdout, stderr };
}

describe('in an empty project', () => {
  test('hcall doctor says what is missing, and the one command for it', () => {
    const project = installedProject(folder, packed);
    const { status, stdout } = npx(project, ['hcall', 'doctor'], { HCALL_UNICORN: '/nowhere' });
    expect({ status, stdout }).toEqual({
      status: 3,
      stdout: expect.stringMatching(
        /\n\nto install what is missing: \S.* install \S*unicorn\S* (?:cpp|llvm) z3 qemu\S*\n\n/,
      ),
    });
  });
});
