import { regionPlaceText } from '../calls/placed-region.ts';
import { formatPlace } from '../diagnostics/place.ts';
import type { Finding, Location, Subject } from '../judge/finding.ts';
import type { Palette } from '../diagnostics/palette.ts';
import type { ReporterOptions } from './reporter.ts';
import { sourceExcerpt } from './source-excerpt.ts';

/**
 * A finding for a person: what is wrong, the difference, and the instruction to blame in its source. `former`: the finding above
 * it, whose source lines stand for the same ones here.
 */
export function findingLines(
  finding: Finding,
  palette: Palette,
  readSource: ReporterOptions['readSource'],
  former?: Finding,
): string[] {
  const step = finding.step === undefined ? '' : `step ${finding.step}: `;
  return [
    `${palette.bold(finding.code)}: ${step}${finding.message}`,
    ...differenceLines(finding, palette).map((line) => `  ${line}`),
    ...partLines(finding, palette).map((line) => `  ${line}`),
    ...(finding.by === undefined
      ? []
      : locationLines(finding.by, palette, readSource, former?.by).map((line) => `  ${line}`)),
    ...(finding.mattersAt === undefined
      ? []
      : [`  matters at ${placeText(finding.mattersAt, palette)}`]),
  ];
}

/** What a finding is about, in a word. */
export function subjectName(subject: Subject): string {
  switch (subject.kind) {
    case 'register':
      return subject.register;
    case 'memory': {
      if (subject.region !== undefined && subject.offset !== undefined) {
        const place = { region: subject.region, offset: BigInt(subject.offset) };
        return `${subject.size} bytes at ${regionPlaceText(place)}`;
      }
      const region = subject.region === undefined ? '' : ` (${subject.region})`;
      return `${subject.size} bytes at ${subject.address}${region}`;
    }
    case 'outcome':
    case 'events':
      return subject.kind;
  }
}

function differenceLines(finding: Finding, palette: Palette): string[] {
  const name = subjectName(finding.subject);
  const rows: string[] = [];
  if (finding.expected !== undefined) {
    rows.push(palette.green(`- expected ${name} = ${finding.expected}`));
  }
  if (finding.found !== undefined) {
    rows.push(palette.red(`+ found    ${name} = ${finding.found}`));
  }
  if (finding.before !== undefined) {
    rows.push(palette.dim(`  before   ${name} = ${finding.before}`));
  }
  return rows;
}

/** Parts that are shown; the JSON report has all. */
const mostParts = 4;

function partLines({ parts = [], by }: Finding, palette: Palette): string[] {
  const lines = parts
    .slice(0, mostParts)
    .flatMap((part) => [
      palette.green(`- expected ${part.name} = ${part.expected}`),
      palette.red(`+ found    ${part.name} = ${part.found}`),
      ...(part.by === undefined || part.by.address === by?.address
        ? []
        : [`  by ${placeText(part.by, palette)}`]),
    ]);
  const more = parts.length - mostParts;
  return more > 0 ? [...lines, palette.dim(`  and ${more} more`)] : lines;
}

/** `b.eq 0x100 at el1_sync+0x8 (0x140000108), vectors.S:20:2` */
function placeText({ symbol, address, instruction, place }: Location, palette: Palette): string {
  const where = symbol === undefined ? address : `${symbol} (${address})`;
  const line = place === undefined ? '' : `, ${palette.cyan(formatPlace(place))}`;
  return `${palette.bold(instruction)} at ${where}${line}`;
}

/** The instruction, and its line of the source with those around it, unless they stand above, with `former`. */
export function locationLines(
  by: Location,
  palette: Palette,
  readSource: ReporterOptions['readSource'],
  former?: Location,
): string[] {
  const where = by.symbol === undefined ? by.address : `${by.symbol} (${by.address})`;
  const blame = `by ${palette.bold(by.instruction)} at ${where}`;
  if (by.place === undefined) {
    return [blame];
  }
  const place = `--> ${formatPlace(by.place)}`;
  if (former?.place !== undefined && formatPlace(former.place) === formatPlace(by.place)) {
    return [blame, palette.cyan(`${place}, as above`)];
  }
  return [
    blame,
    palette.cyan(place),
    ...sourceExcerpt(by.place, readSource?.(by.place.file), by.text, palette),
  ];
}

/** `hyp-stub.S:20:2: and x18, x18, ...` */
export function instructionText(by: Location | undefined): string {
  if (by === undefined) {
    return '';
  }
  const where = by.place === undefined ? (by.symbol ?? by.address) : formatPlace(by.place);
  return `${where}: ${(by.text ?? by.instruction).replaceAll(/\s+/g, ' ').trim()}`;
}
