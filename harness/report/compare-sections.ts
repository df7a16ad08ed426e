import { registerRanges } from '../abi/register-ranges.ts';
import type { Consequence } from '../sweep/behaviour.ts';
import { isAnswered } from '../comparison/compare.ts';
import type { Comparison, DifferenceGroup, OperationSide, Side } from '../comparison/comparison.ts';
import type { ImmediateSweep } from '../sweep/immediate-sweep-result.ts';
import { groupBy } from '../collections/group-by.ts';
import { rangeText } from './compare-ranges.ts';

/** A table of a report, with what it shows. */
export interface Section {
  readonly title: string;
  /** A sentence below the title. */
  readonly text?: string;
  readonly head: readonly string[];
  readonly rows: readonly SectionRow[];
}

export interface SectionRow {
  readonly cells: readonly string[];
  readonly consequence?: Consequence;
}

/** What a consequence means, for a person. */
const consequenceTexts: Readonly<Record<Consequence, string>> = {
  same: 'the same',
  error: 'an error',
  nothing: 'nothing, silently',
  trap: 'a trap',
  'wrong-value': 'a wrong value',
  dangerous: 'something dangerous',
};

/** The report of a comparison, the most important first. */
export function compareSections(comparison: Comparison): Section[] {
  const { a, b, disagreements } = comparison;
  return [
    unconverted(comparison),
    operations(comparison),
    differences(comparison),
    ...(['a', 'b'] as const).flatMap((side) =>
      disagreements[side].map(({ tables: [one, other], groups }) => {
        const name = side === 'a' ? a.vectors : b.vectors;
        return differenceSection(`Within ${name}: ${one} and ${other} disagree`, groups, [
          one,
          other,
        ]);
      }),
    ),
    namespace(comparison),
    failureSection([comparison.a, comparison.b]),
  ].filter(({ rows }) => rows.length > 0);
}

function nameOf({ a, b }: Comparison, side: Side): string {
  return side === 'a' ? a.vectors : b.vectors;
}

function unconverted(comparison: Comparison): Section {
  return {
    title: 'Callers that nobody converts',
    text: 'What a call that is made for one side does on the other, from a host.',
    head: ['made for', 'on', 'operation', 'call', 'means', 'gets', 'that is'],
    rows: comparison.unconverted.map(
      ({ from, table, operation, call, means, gets, consequence }) => {
        const to = from === 'a' ? 'b' : 'a';
        return {
          cells: [
            nameOf(comparison, from),
            `${nameOf(comparison, to)}/${table}`,
            operation,
            call,
            means,
            gets,
            consequenceTexts[consequence],
          ],
          consequence,
        };
      },
    ),
  };
}

function operations(comparison: Comparison): Section {
  const rows = comparison.operations.flatMap(({ name, table, a, b }): SectionRow[] =>
    (['a', 'b'] as const).flatMap((side): SectionRow[] => {
      const own = side === 'a' ? a : b;
      if (own === undefined) {
        return [
          {
            cells: [
              name,
              `${nameOf(comparison, side)}/${table}`,
              'no such operation',
              '',
              '',
              '',
              '',
              '',
            ],
          },
        ];
      }
      const { call, measured } = own;
      return [
        {
          cells: [
            name,
            `${nameOf(comparison, side)}/${table}`,
            call,
            measured.name,
            changedText(own),
            registersText(own.declaredClobbers),
            String(measured.instructions),
            String(measured.stack),
          ],
        },
      ];
    }),
  );
  return {
    title: 'Operations',
    text: 'From a host; instructions from the vector to the ERET, called functions left out; stack in bytes.',
    head: [
      'operation',
      'vectors',
      'call',
      'does',
      'changes',
      'may clobber',
      'instructions',
      'stack',
    ],
    rows,
  };
}

function changedText({ measured }: OperationSide): string {
  return registersText(measured.changes.map(({ register }) => register));
}

function differences(comparison: Comparison): Section {
  const title = 'The call space';
  const groups = comparison.differences;
  const names = [nameOf(comparison, 'a'), nameOf(comparison, 'b')] as const;
  return {
    ...differenceSection(title, groups, names),
    text: 'Every class of calls that does one thing on one side and another on the other.',
  };
}

function differenceSection(
  title: string,
  groups: readonly DifferenceGroup[],
  names: readonly [string, string],
): Section {
  const withTable = groups.some(({ table }) => table !== '');
  return {
    title,
    head: [...(withTable ? ['vectors'] : []), 'callers', 'selector', 'immediates', ...names],
    rows: groups.flatMap(({ table, rows, differences }) =>
      places(rows).flatMap(([callers, selectors]) =>
        differences.map(({ from, to, first, second }) => ({
          cells: [
            ...(withTable ? [table] : []),
            callers,
            selectors,
            rangeText(from, to),
            first,
            second,
          ],
        })),
      ),
    ),
  };
}

/** Callers that have the same selectors, together. */
function places(rows: DifferenceGroup['rows']): [string, string][] {
  const byCaller = groupBy(rows, ({ caller }) => caller);
  const callers = [...byCaller].map(([caller, own]): [string, string] => [
    caller,
    own.map(({ selector }) => selector).join(', '),
  ]);
  return [...groupBy(callers, ([, selectors]) => selectors)].map(([selectors, own]) => [
    own.map(([caller]) => caller).join(', '),
    shortened(selectors),
  ]);
}

/** `x0 random, x0 = zero, x0 = one` with the register named once. */
function shortened(selectors: string): string {
  const [first = '', ...more] = selectors.split(', ');
  const register = first.split(' ')[0] ?? '';
  const rest = more.map((text) =>
    text.startsWith(`${register} = `) ? text.slice(register.length + 3) : text,
  );
  return [first, ...rest].join(', ');
}

function namespace(comparison: Comparison): Section {
  const groups = groupBy(comparison.namespace, ({ user, side, table, host, guest }) =>
    JSON.stringify([user, side, table, host, guest]),
  );
  return {
    title: 'Others who use HVC',
    text: "Their numbers, as these vectors take them: from a host, and from a guest, whom VTTBR_EL2 keeps apart where the answer is a guest's exit.",
    head: ['user', 'calls', 'on', 'from a host', 'taken for a call of its own', 'from a guest'],
    rows: [...groups.values()].map((answers): SectionRow => {
      const [answer] = answers as [Comparison['namespace'][number]];
      const { user, side, table, host, guest, hostConsequence } = answer;
      return {
        cells: [
          user,
          answers.map(({ call }) => call).join('; '),
          `${nameOf(comparison, side)}/${table}`,
          host,
          isAnswered(hostConsequence) ? 'yes' : 'no',
          guest,
        ],
        ...(isAnswered(hostConsequence) ? { consequence: hostConsequence } : {}),
      };
    }),
  };
}

/** The parts of results that could not be made. */
export function failureSection(
  results: readonly Pick<ImmediateSweep, 'vectors' | 'failures'>[],
): Section {
  return {
    title: 'Not measured',
    head: ['part', 'reason'],
    rows: results.flatMap(({ vectors, failures }) =>
      failures.map(({ part, reason }) => ({ cells: [`${vectors} ${part}`, reason] })),
    ),
  };
}

/** `x0, x17, x18`, with ranges for three and more in a row: `x1-x18`. */
export function registersText(names: readonly string[]): string {
  return registerRanges(names).join(', ');
}
