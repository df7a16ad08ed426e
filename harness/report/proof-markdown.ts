import type { ProofResult } from '../proof/result.ts';
import { sectionsMarkdown } from './compare-markdown.ts';
import type { Section, SectionRow } from './compare-sections.ts';
import { instructionText } from './finding-text.ts';
import type { ProofRow } from './proof-rows.ts';
import {
  fixedText,
  freeText,
  proofCells,
  proofFailures,
  proofHead,
  proofRows,
  summaryText,
  valuesText,
} from './proof-rows.ts';

/** A proof to paste into a mail or a pull request. */
export function proofMarkdown(result: ProofResult): string {
  const rows = result.tables.flatMap((table) => proofRows(result, table));
  const sections: Section[] = [
    {
      title: 'Counterexamples',
      text: 'Calls with which a statement does not hold.',
      head: ['vectors', 'of', 'caller', 'clauses', 'with', 'finding', 'instruction', 'call'],
      rows: rows.flatMap(counterexampleRow),
    },
    {
      title: 'Not covered',
      text: 'Neither proved nor refuted.',
      head: ['vectors', 'of', 'caller', 'clauses', 'why', 'instruction'],
      rows: rows.flatMap(({ reason, at, ...row }) =>
        reason === undefined ? [] : [{ cells: [...subject(row), reason, instructionText(at)] }],
      ),
    },
    {
      title: 'Listed under not-proved',
      text: 'What abi.yaml accepts without a proof.',
      head: ['vectors', 'of', 'caller', 'clauses', 'reason'],
      rows: rows.flatMap(({ excused, ...row }) =>
        excused === undefined ? [] : [{ cells: [...subject(row), excused] }],
      ),
    },
    ...result.tables.map((table): Section => ({
      title: `${table.abi}/${table.table}`,
      text: `Free: ${freeText(table) || 'nothing'}. Fixed: ${fixedText(table) || 'nothing'}.`,
      head: proofHead,
      rows: proofRows(result, table).map((row) => ({ cells: proofCells(row) })),
    })),
    proofFailures(result),
    {
      title: 'Assumptions',
      head: ['', 'what'],
      rows: result.assumptions.map((text, index) => ({ cells: [String(index + 1), text] })),
    },
    { title: 'Summary', head: ['statements'], rows: [{ cells: [summaryText(result)] }] },
  ];
  return sectionsMarkdown(
    { title: `The contract of ${result.vectors}, for all values` },
    sections.filter((section) => section.rows.length > 0),
    result.seed,
  );
}

function counterexampleRow({ counterexample, ...row }: ProofRow): SectionRow[] {
  if (counterexample === undefined) {
    return [];
  }
  const { values, finding, call = '' } = counterexample;
  const what = `${finding.code}: ${finding.message}`;
  return [
    { cells: [...subject(row), valuesText(values), what, instructionText(finding.by), call] },
  ];
}

function subject({ abi, table, way, caller, clauses }: ProofRow): string[] {
  return [`${abi}/${table}`, way, caller, clauses.join(', ')];
}
