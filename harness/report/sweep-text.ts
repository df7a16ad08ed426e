import { clobberText } from '../sweep/clobber-text.ts';
import type { SweepResult, SweptBehaviour } from '../sweep/sweep-result.ts';
import type { Palette } from '../diagnostics/palette.ts';
import { createPalette } from '../diagnostics/palette.ts';
import { exceptionLine } from './exception-text.ts';
import { groupBy } from '../collections/group-by.ts';
import type { RowGroup } from './sweep-groups.ts';
import { exampleText, groupRows, rangeText, selectorsText } from './sweep-groups.ts';

const lastImmediate = 0xffff;

/** A sweep for a person. */
export function sweepText(result: SweepResult, colour: boolean): string {
  const palette = createPalette(colour);
  const tables = groupBy(groupRows(result), ({ table }) => table);
  return [
    ...[...tables].flatMap(([table, groups]) => [
      palette.bold(titleOf(result, table)),
      ...groups.flatMap((group) => groupLines(group, result, palette)),
      '',
    ]),
    palette.bold('what they do'),
    ...result.behaviours.flatMap((behaviour) => behaviourLines(behaviour, palette)),
    ...failureLines(result, palette),
    '',
    palette.dim(`seed ${result.seed}`),
    '',
  ].join('\n');
}

/** Of vectors that are not the ABI's own, their name as well. */
function titleOf({ vectors, abi }: SweepResult, table: string): string {
  const name = `${abi}/${table}`;
  return vectors === abi || vectors === name ? name : `${vectors}, as ${name}`;
}

function groupLines(
  { callers, selectors, complete, runs }: RowGroup,
  { behaviours }: SweepResult,
  palette: Palette,
): string[] {
  const isWhole = runs[0]?.[0] === 0 && runs.at(-1)?.[1] === lastImmediate;
  const covered = complete ? (isWhole ? ' (all immediates)' : '') : ' (not all immediates)';
  return [
    `  ${callers.join(', ')}: ${selectorsText(selectors)}${palette.dim(covered)}`,
    ...runs.map(([from, to, index]) => {
      const behaviour = behaviours[index];
      const range = rangeText(from, to).padEnd(15);
      return `    ${palette.dim(range)}${paintedName(behaviour, palette)}`;
    }),
  ];
}

function paintedName(behaviour: SweptBehaviour | undefined, palette: Palette): string {
  const name = behaviour?.name ?? '';
  switch (behaviour?.consequence) {
    case 'dangerous':
      return palette.red(name);
    case 'wrong-value':
      return palette.yellow(name);
    default:
      return name;
  }
}

function behaviourLines(
  { name, clobbers, stores, exception, outcome, proved, example }: SweptBehaviour,
  palette: Palette,
): string[] {
  if (outcome === 'undecided') {
    return [
      `  ${name}${palette.dim('  --imm looks at fewer immediates, --exhaustive calls with each')}`,
    ];
  }
  const lines = [`  ${name}${palette.dim(`  first seen: ${exampleText(example)}`)}`];
  if (exception !== undefined) {
    lines.push(`    ${exceptionLine(exception)}`);
  }
  if (clobbers.length > 0) {
    lines.push(`    ${clobberText(clobbers)}`);
  }
  lines.push(...stores.map((store) => `    stores ${store}`));
  if (!proved) {
    lines.push(palette.red('    an executed HVC does not do the same as the raised exception'));
  }
  return lines;
}

function failureLines({ failures }: SweepResult, palette: Palette): string[] {
  return failures.length === 0
    ? []
    : ['', palette.red('not swept'), ...failures.map(({ part, reason }) => `  ${part}: ${reason}`)];
}
