import { expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const checkout = dirname(import.meta.dirname);
const folder = join(checkout, 'scripts');

/** Programs that import what is built: nothing type-checks them. */
const programs = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /\.m?js$/.test(file),
);

/** Each name that a program imports from `dist`, with the module it is to come from. */
function importsOf(file: string): (readonly [name: string, module: string])[] {
  const text = readFileSync(join(folder, file), 'utf8');
  return [...text.matchAll(/import \{([^}]*)\} from '[./]*dist\/([^']+)\.js'/g)].flatMap(
    ([, names = '', module = '']) =>
      names.split(',').flatMap((name): (readonly [string, string])[] => {
        const [imported = ''] = name.trim().split(' as ');
        return imported === '' ? [] : [[imported, module]];
      }),
  );
}

const imports = programs.flatMap((file) =>
  importsOf(file).map(([name, module]) => [file, name, module] as const),
);

test('scripts import what is built', () => {
  expect(imports.length).toBeGreaterThan(20);
});

test.each(imports)('%s imports %s from %s, which exports it', (_, name, module) => {
  const source = readFileSync(join(checkout, 'harness', `${module}.ts`), 'utf8');
  const declared = new RegExp(
    `^export (?:declare )?(?:async )?(?:const|let|function\\*?|class) ${name}\\b|^export \\{[^}]*\\b${name}\\b`,
    'm',
  );
  expect(source).toMatch(declared);
});
