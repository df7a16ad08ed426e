// What scripts/check-unicorn runs.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const checkout = join(import.meta.dirname, '..');
const hcall = join(checkout, 'scripts', 'hcall');
const separator = process.argv.indexOf('--');
const libraries = process.argv.slice(2, separator < 0 ? undefined : separator);
const paths = separator < 0 ? [join(checkout, 'fixtures')] : process.argv.slice(separator + 1);

if (libraries.length < 2) {
  process.stderr.write('usage: scripts/check-unicorn LIBRARY LIBRARY... [-- PATH...]\n');
  process.exit(2);
}

/** hcall on a library. Ends the process where hcall itself could not run. */
function run(library, ...options) {
  const env = { ...process.env };
  if (library === 'system') {
    delete env.HCALL_UNICORN;
  } else {
    env.HCALL_UNICORN = library;
  }
  const result = spawnSync(hcall, options, { env, encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (result.error !== undefined || result.status === null || result.status > 1) {
    const reason = result.error?.message ?? `${result.stdout}${result.stderr}`;
    process.stderr.write(`check-unicorn: error: hcall fails on ${library}\n${reason}\n`);
    process.exit(result.status ?? 70);
  }
  return result.stdout;
}

const versionOf = (library) => /^libunicorn\s+(\S+)/m.exec(run(library, 'doctor'))?.[1] ?? '?';

/** The report without times. */
function reportOf(library) {
  const report = run(library, 'run', ...paths, '--reporter', 'json');
  return JSON.parse(report, (key, value) => (key === 'us' ? undefined : value));
}

/** Each test as one line, by its name; and what is said of the whole run. */
function partsOf({ tests, ...rest }) {
  const parts = new Map([['the run', JSON.stringify(rest)]]);
  for (const test of tests) {
    parts.set(test.id, JSON.stringify(test));
  }
  return parts;
}

const [first, ...others] = libraries.filter((library) => {
  const isThere = library === 'system' || existsSync(library);
  if (!isThere) {
    console.log(`${library}: skipped, as it is not there`);
    process.exitCode = process.env.HCALL_REQUIRE_TOOLS === '1' ? 1 : process.exitCode;
  }
  return isThere;
});
if (first === undefined) {
  process.exit();
}
const expected = partsOf(reportOf(first));
console.log(`${first}: libunicorn ${versionOf(first)}, ${expected.size - 1} tests`);
for (const library of others) {
  const found = partsOf(reportOf(library));
  const names = [...new Set([...expected.keys(), ...found.keys()])];
  const differing = names.filter((name) => expected.get(name) !== found.get(name));
  console.log(`${library}: libunicorn ${versionOf(library)}, ${differing.length} differ`);
  for (const name of differing) {
    console.log(`  ${name}\n    - ${expected.get(name)}\n    + ${found.get(name)}`);
    process.exitCode = 1;
  }
}
