import { clauses } from '../abi/clause.ts';
import { groupBy } from '../collections/group-by.ts';
import type { ProofResult, ProvedTable, Statement } from '../proof/result.ts';
import { registersText } from './compare-sections.ts';
import type { Section } from './compare-sections.ts';

/** Clauses of one way that have one verdict, for one reason: a row of a report. */
export interface ProofRow extends Omit<Statement, 'clause'> {
  readonly clauses: readonly Statement['clause'][];
}

const order = ['refuted', 'not-covered', 'proved'] as const satisfies Statement['verdict'][];

const verdictTexts: Readonly<Record<Statement['verdict'], string>> = {
  proved: 'proved',
  refuted: 'refuted',
  'not-covered': 'not covered',
};

/** What needs a look comes first; what is as urgent stays in its order. */
export function proofRows(
  { statements }: ProofResult,
  { abi, table }: Pick<ProvedTable, 'abi' | 'table'>,
): ProofRow[] {
  const own = statements.filter((one) => one.abi === abi && one.table === table);
  const groups = groupBy(own, (one) => JSON.stringify({ ...one, clause: undefined }));
  const rows = [...groups.values()].map((group): ProofRow => {
    const [{ clause: _, ...rest }] = group as [Statement];
    const found = new Set(group.map(({ clause }) => clause));
    return { ...rest, clauses: clauses.filter((clause) => found.has(clause)) };
  });
  return rows.toSorted((one, other) => urgency(one) - urgency(other));
}

function urgency({ verdict, excused }: ProofRow): number {
  return order.indexOf(verdict) + (excused === undefined ? 0 : 0.5);
}

export const proofHead = ['verdict', 'of', 'caller', 'slot', 'clauses', 'paths', 'assuming'];

/** The cells below `proofHead`. */
export function proofCells({
  verdict,
  way,
  caller,
  slot,
  clauses: about,
  paths,
  assumptions,
}: ProofRow): string[] {
  return [
    verdictTexts[verdict],
    way,
    caller,
    slot,
    about.join(', '),
    String(paths),
    assumptions.map((index) => String(index + 1)).join(', '),
  ];
}

/** `x0 = 0x1, VTTBR_EL2 = 0x0` */
export function valuesText(
  values: readonly { readonly name: string; readonly value: string }[],
): string {
  return values.map(({ name, value }) => `${name} = ${value}`).join(', ');
}

/** `x0-x30, VTTBR_EL2` */
export function freeText({ free }: ProvedTable): string {
  return registersText(free);
}

/** `HCR_EL2 = 0x80000000` */
export function fixedText({ fixed }: ProvedTable): string {
  return valuesText(fixed.map(({ register: name, value }) => ({ name, value })));
}

/** `12 statements: 1 refuted, 1 not covered, 10 proved; abi.yaml excuses 1` */
export function summaryText({ statements }: ProofResult): string {
  const counts = order.flatMap((verdict) => {
    const count = statements.filter((one) => one.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdictTexts[verdict]}`];
  });
  const excused = statements.filter((one) => one.excused !== undefined).length;
  const listed = excused === 0 ? '' : `; abi.yaml lists ${excused} of them under not-proved`;
  const plural = statements.length === 1 ? '' : 's';
  return `${statements.length} statement${plural}: ${counts.join(', ') || 'none'}${listed}`;
}

/** The tables that could not be looked at. */
export function proofFailures({ failures }: ProofResult): Section {
  return {
    title: 'Not looked at',
    head: ['vectors', 'reason'],
    rows: failures.map(({ part, reason }) => ({ cells: [part, reason] })),
  };
}
