// Prints the licences of all that hcall runs with: the npm packages of the lock file, with the texts that they come with, and
// what is no npm package.
import { readFileSync, readdirSync } from 'node:fs';

/** Packages that hold no licence, and what is known of them. */
const withoutLicence = {
  'capstone-wasm':
    'No licence is declared. Capstone, which is in it as WebAssembly, is under the BSD 3-clause licence; parts come from LLVM.',
  'keystone-wasm':
    'No licence is declared. Keystone, which is in it as WebAssembly, is under GPL-2.0; parts come from LLVM.',
};

/** What hcall loads or starts, and does not come with it or with npm. */
const ofTheSystem = [
  ['libunicorn', 'GPL-2.0', 'a shared library of the system; it is built on QEMU'],
  ['cpp, clang or gcc', "the system's", 'a program that is started'],
  ['z3', 'MIT', 'a program that is started; z3-solver takes its place'],
  ['qemu-system-aarch64', 'GPL-2.0', 'a program that is started for `--check-with qemu`'],
];

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));

/** What an installation of hcall gets on every machine; optional packages are the binaries of their own for each system. */
const used = Object.entries(packages)
  .filter(
    ([path, { dev, devOptional, optional }]) => path !== '' && !dev && !devOptional && !optional,
  )
  .map(([path, { version, license }]) => ({
    name: path.replace(/^.*node_modules\//, ''),
    version,
    license,
    text: licenceIn(path),
  }));

/** The text of a package's licence; undefined where it has none. */
function licenceIn(path) {
  const file = readdirSync(path).find((name) => /^(licen[cs]e|copying)/i.test(name));
  return file === undefined ? undefined : readFileSync(`${path}/${file}`, 'utf8');
}

function tidy(text) {
  return text
    .replaceAll('\r', '')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

const unknown = used.find(
  ({ name, text }) => text === undefined && withoutLicence[name] === undefined,
);
if (unknown !== undefined) {
  console.error(
    `licences: error: the package ${unknown.name} has no licence file: look into it, and say so in scripts/licences.mjs`,
  );
  process.exit(1);
}

console.log(`<!-- Written by scripts/licences from the lock file and the installed packages. -->

# Licences

hcall is under GPL-2.0-only (LICENSE). It holds no copy of what follows: npm installs the packages, and the rest is the
system's. docs/licences.md says what that means for those who pass them on.

| part | version | licence |
| --- | --- | --- |
${used.map(({ name, version, license }) => `| ${name} | ${version} | ${license ?? 'none declared'} |`).join('\n')}
${ofTheSystem.map(([name, license, what]) => `| ${name} | ${what} | ${license} |`).join('\n')}

koffi comes with a binary of its own for each system (@koromix/koffi-*), under koffi's licence.
${used
  .map(
    ({ name, version, text }) => `
## ${name} ${version}

${text === undefined ? withoutLicence[name] : `\`\`\`text\n${tidy(text)}\n\`\`\``}`,
  )
  .join('\n')}`);
