import { clobberText } from '../sweep/clobber-text.ts';
import type { SweepResult, SweptBehaviour } from '../sweep/sweep-result.ts';
import type { Palette } from '../diagnostics/palette.ts';
import { createPalette } from '../diagnostics/palette.ts';
import { exceptionLine } from './exception-text.ts';
import { groupBy } from '../collections/group-by.ts';
import type { CallerGroup } from './sweep-groups.ts';
import { exampleText, groupCallers, scopeText } from './sweep-groups.ts';

/** Conditions are aligned up to this width. */
const widestCondition = 40;

/** A sweep for a person. */
export function sweepText(result: SweepResult, colour: boolean): string {
  const palette = createPalette(colour);
  const tables = groupBy(groupCallers(result), ({ table }) => table);
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
    ...result.assumptions.map((text) => palette.dim(`assumed: ${text}`)),
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
  { callers, complete, classes }: CallerGroup,
  result: SweepResult,
  palette: Palette,
): string[] {
  const scope = complete ? scopeText(result) : `not ${scopeText(result)}`;
  const longest = Math.max(...classes.map(({ when }) => when.length));
  const width = Math.min(longest, widestCondition) + 2;
  return [
    `  ${callers.join(', ')}${palette.dim(` (${scope})`)}`,
    ...classes.map(({ when, behaviour }) => {
      const name = paintedName(result.behaviours[behaviour], palette);
      return `    ${palette.dim(when.padEnd(width))}${when.length >= width ? '  ' : ''}${name}`;
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
    return [`  ${name}${palette.dim('  --imm and --set look at fewer calls')}`];
  }
  const lines = [`  ${name}${palette.dim(`  for example: ${exampleText(example)}`)}`];
  if (exception !== undefined) {
    lines.push(`    ${exceptionLine(exception)}`);
  }
  if (clobbers.length > 0) {
    lines.push(`    ${clobberText(clobbers)}`);
  }
  lines.push(...stores.map((store) => `    stores ${store}`));
  if (!proved) {
    lines.push(palette.red('    a call that was made for real does not do the same'));
  }
  return lines;
}

function failureLines({ failures }: SweepResult, palette: Palette): string[] {
  return failures.length === 0
    ? []
    : ['', palette.red('not swept'), ...failures.map(({ part, reason }) => `  ${part}: ${reason}`)];
}
