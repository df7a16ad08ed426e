import type {
  Comparison,
  Side,
  TableDifferences,
  UnconvertedCall,
} from '../comparison/comparison.ts';
import { counterpartName, targetName } from '../comparison/table-names.ts';
import { groupBy } from '../collections/group-by.ts';
import { effectsFirst, groupAlike } from './compare-classes.ts';
import { compareSummary } from './compare-summary.ts';
import type { ConsequenceKind } from './consequence-kind.ts';
import { kindOfConsequence } from './consequence-kind.ts';
import { wrap } from './wrap.ts';

/** Columns of a mail to a list. */
const width = 72;
/** Classes of calls of one caller that are written out. */
const mostClasses = 8;

/** What a reviewer would paste into a mail: the answer, what callers get that nobody converts, and the calls that differ. */
export function compareMail(comparison: Comparison): string {
  const { differences } = comparison;
  const { question, answer, reservations } = compareSummary(comparison);
  const paragraphs = [
    wrap(question, width),
    wrap(answer.map(({ text }) => text).join(' '), width),
    reservations.flatMap(({ text }) => item(text)),
    unconverted(comparison, 'a'),
    unconverted(comparison, 'b'),
    ...differences.flatMap((each) => differing(comparison, each)),
    wrap(howText(comparison), width),
  ];
  return `${paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** The command, where the names of the sides are all of it. */
function howText({ a, b, hcall, seed }: Comparison): string {
  const isNamed = [a, b].every(
    ({ vectors, abi }) => vectors === abi || vectors.startsWith(`${abi}/`),
  );
  return isNamed
    ? `hcall compare ${a.vectors} ${b.vectors} --seed ${seed}`
    : `Found by hcall compare ${hcall}, seed ${seed}.`;
}

/** What is dangerous call by call, what does nothing in a line for each table; where both follow one ABI, nobody needs to be converted. */
function unconverted(comparison: Comparison, from: Side): string[] {
  const { a, b } = comparison;
  const [mine, other] = from === 'a' ? [a, b] : [b, a];
  const own = comparison.unconverted.filter((call) => a.abi !== b.abi && call.from === from);
  const ofKind = (kind: ConsequenceKind): typeof own =>
    own.filter(({ consequence }) => kindOfConsequence(consequence) === kind);
  const lines = [
    ...ofKind('dangerous').flatMap((each) => [
      ...item(`dangerous: ${each.operation} (${each.call})${whereText(comparison, each)}`),
      ...detail(`means: ${each.means}`),
      ...detail(`gets: ${each.gets}`),
    ]),
    ...[...groupBy(ofKind('silent'), (each) => whereText(comparison, each))].flatMap(
      ([where, calls]) =>
        item(
          `silent: ${calls.map(({ operation }) => operation).join(', ')} ${calls.length === 1 ? 'does' : 'do'} nothing${where}`,
        ),
    ),
  ];
  return lines.length === 0
    ? []
    : [
        ...wrap(`Callers of ${mine.vectors} that nobody converts, on ${other.vectors}:`, width),
        ...lines,
      ];
}

/** ` on kvm`, ` of stub, from a guest, on guest`: whose call it is, as far as that is not plain, and where it ends up. */
function whereText(comparison: Comparison, call: UnconvertedCall): string {
  const { from, table, caller = 'host' } = call;
  const isPair = counterpartName(comparison, from, table) !== undefined;
  const more = [
    ...(isPair ? [] : [` of ${table}`]),
    ...(caller === 'host' ? [] : [`from a ${caller}`]),
  ];
  const on = `on ${targetName(comparison, call)}`;
  return more.length === 0 ? ` ${on}` : `${isPair ? ', ' : ''}${[...more, on].join(', ')}`;
}

/** For each group of callers the classes of calls that differ, the worst first. */
function differing(comparison: Comparison, { tables, callers }: TableDifferences): string[][] {
  const { a, b } = comparison;
  const which = tables[0] === tables[1] ? tables[0] : tables.join(' and ');
  const where = a.vectors === tables[0] && b.vectors === tables[1] ? '' : ` (${which})`;
  return groupAlike(callers).flatMap(({ names, classes }) => {
    const effects = effectsFirst(classes).filter(({ kind }) => kind === 'effect');
    const rest = effects.length - mostClasses;
    const title = `From ${names.join(', ')}${where}, ${a.vectors} -> ${b.vectors}:`;
    const lines = [
      ...effects
        .slice(0, mostClasses)
        .flatMap(({ when, first, second, consequence }) => [
          ...item(`${kindOfConsequence(consequence)}: ${when}`),
          ...change(first, second),
        ]),
      ...(rest <= 0
        ? []
        : item(`and ${rest} more ${rest === 1 ? 'class' : 'classes'} of calls: --format text`)),
    ];
    return lines.length === 0 ? [] : [[...wrap(title, width), ...lines]];
  });
}

/** Both sides in one line, or where that is too long, the second below the first. */
function change(first: string, second: string): string[] {
  const whole = `${first} -> ${second}`;
  return whole.length <= width - detailIndent
    ? detail(whole)
    : [...detail(first), ...detail(`-> ${second}`)];
}

const detailIndent = 4;

function item(text: string): string[] {
  return wrap(text, width - 2).map((line, index) => `${index === 0 ? '- ' : '  '}${line}`);
}

function detail(text: string): string[] {
  return wrap(text, width - detailIndent - 2).map(
    (line, index) => `${' '.repeat(index === 0 ? detailIndent : detailIndent + 2)}${line}`,
  );
}
