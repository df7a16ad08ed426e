import type { MutantReport, MutationReport } from '../mutation/mutate.ts';
import { operators } from '../mutation/mutation-operators.ts';
import type { Palette } from '../diagnostics/palette.ts';
import { createPalette } from '../diagnostics/palette.ts';

/** Mutants for a person: the survivors in their source, what else calls for attention, totals. */
export function mutateText(report: MutationReport, options: { readonly colour: boolean }): string {
  const palette = createPalette(options.colour);
  const { mutants, unreached, needless, excluded } = report;
  const survivors = mutants.filter(({ fate }) => fate === 'survived');
  return [
    ...survivors.flatMap((mutant, index) => survivorLines(mutant, survivors[index - 1], palette)),
    ...section(
      'no test executes, so no mutant is made of:',
      unreached.map(({ file, line, at }) => `${file}:${line} (${at})`),
    ),
    ...section(
      "the marker 'equivalent' is needless, since no mutant of the line survives:",
      needless.map(({ file, line }) => `${file}:${line}`),
    ),
    ...section('tests that fail by themselves judge no mutant:', excluded),
    totals(report),
    '',
  ].join('\n');
}

function survivorLines(
  mutant: MutantReport,
  before: MutantReport | undefined,
  palette: Palette,
): string[] {
  const { file, line, text, abi, at, operator, original, mutant: other, closest } = mutant;
  const isSameLine = before?.file === file && before.line === line && before.abi === abi;
  return [
    ...(isSameLine
      ? []
      : ['', `${palette.bold(`${file}:${line}`)}  ${at} (${abi})`, `  | ${text}`]),
    `  ${palette.red('survived')}  ${operator}: ${operators[operator]}`,
    `    - ${original}`,
    `    + ${other}`,
    ...(closest === undefined ? [] : [palette.dim(`    closest test: ${closest}`)]),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function totals({ killed, survived, marked, untried, seed, us }: MutationReport): string {
  const judged = killed + survived;
  const score =
    judged === 0 ? '' : `: ${(Math.floor((1000 * killed) / judged) / 10).toFixed(1)}% noticed`;
  const speed = us === 0 ? 0 : Math.round(((judged + marked) / us) * 1e6);
  const rest = untried === 0 ? '' : `, ${untried} not tried, as it was interrupted`;
  return `\n${killed} killed, ${survived} survived, ${marked} marked as equivalent${rest}${score} (${speed} mutants a second, seed ${seed})`;
}
