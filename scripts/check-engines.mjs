// What scripts/check-engines runs.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { engineCheckLines } from '../dist/report/engine-check-totals.js';
import { findingLines } from '../dist/report/finding-text.js';
import { createPalette } from '../dist/diagnostics/palette.js';

const args = ['run', 'fixtures', 'asm', '--check-with', 'qemu', '--reporter', 'json'];
const { stdout, stderr, status } = spawnSync(
  join('scripts', 'hcall'),
  [...args, ...process.argv.slice(2)],
  {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  },
);
let report;
try {
  report = JSON.parse(stdout);
} catch {
  process.stderr.write(`check-engines: no report:\n${stdout}${stderr}`);
  process.exit(status || 3);
}

const palette = createPalette(false);
const differ = report.tests.filter(({ findings }) =>
  findings.some(({ code }) => code === 'engines-differ'),
);
for (const { id, findings } of differ) {
  console.log(id);
  findings
    .filter(({ code }) => code === 'engines-differ')
    .flatMap((finding) => findingLines(finding, palette, () => undefined))
    .forEach((line) => console.log(`  ${line}`));
}
// Of some tests nothing is known: they could not run, or a process was lost.
const lost = report.tests.filter(({ verdict }) => ['error', 'crash', 'timeout'].includes(verdict));
for (const { id, verdict, reason, diagnostics } of lost) {
  console.log(`${id}: ${verdict}: ${reason ?? diagnostics?.[0]?.message}`);
}
console.log(
  report.engineCheck === undefined
    ? 'no call was checked'
    : engineCheckLines(report.engineCheck).join('\n'),
);
console.log(`${(report.us / 1e6).toFixed(1)} s`);
process.exitCode = report.engineCheck !== undefined && differ.length + lost.length === 0 ? 0 : 1;
