import type { ContractEntry, ContractResult } from '../analysis/contract.ts';
import type { Section, SectionRow } from './compare-sections.ts';
import { registersText } from './compare-sections.ts';
import { groupBy } from './sweep-group-by.ts';

/** The report of a measured contract: what it found first, then a table for each vector table. */
export function contractSections({ entries, remarks, abi }: ContractResult): Section[] {
  const tables = [...new Set(entries.map(({ table }) => table))];
  return [
    {
      title: 'Declared and measured',
      text: 'Findings are measured and not declared; notes are declared and were not seen.',
      head: ['', 'vectors', 'operation', 'what', 'register', 'instruction'],
      rows: remarkRows(remarks, abi),
    },
    ...tables.flatMap((table) => {
      const own = entries.filter((entry) => entry.table === table);
      const title = `${abi}/${table}`;
      return [operations(title, own), writers(title, own), stores(title, own)];
    }),
  ].filter(({ rows }) => rows.length > 0);
}

/** One row for all registers that there is nothing else to say of. */
function remarkRows(remarks: ContractResult['remarks'], abi: string): SectionRow[] {
  const groups = groupBy(remarks, ({ severity, table, operation, what, by }) =>
    JSON.stringify([severity, table, operation, what, by]),
  );
  return [...groups.values()].map((own) => {
    const [{ severity, table, operation, what, by }] = own as [(typeof own)[number]];
    const names = registersText(own.map(({ register }) => register));
    return {
      cells: [severity, `${abi}/${table}`, operation, what, names, by ?? ''],
      ...(severity === 'finding' ? { consequence: 'dangerous' as const } : {}),
    };
  });
}

function operations(title: string, entries: readonly ContractEntry[]): Section {
  return {
    title,
    text: 'Instructions from the vector on, called functions left out; stack in bytes. What is declared stands beside.',
    head: [
      'operation',
      'caller',
      'call',
      'does',
      'depends on',
      'may depend on',
      'changes',
      'results',
      'may clobber',
      'stack',
      'events',
      'instructions',
    ],
    rows: entries.map((entry) => ({ cells: entryCells(entry) })),
  };
}

function entryCells({ operation, call, measured, declared }: ContractEntry): string[] {
  const { caller, name, inputs, changes, stack, events, instructions } = measured;
  return [
    operation,
    caller,
    call,
    name,
    registersText(inputs),
    registersText(declared?.inputs ?? []),
    registersText(changes.map(({ register }) => register)),
    registersText(declared?.results ?? []),
    registersText(declared?.clobbers ?? []),
    String(stack),
    events.join(', '),
    String(instructions),
  ];
}

/** Which instruction changes what; the same for several operations once. */
function writers(title: string, entries: readonly ContractEntry[]): Section {
  const changes = entries.flatMap(({ operation, measured }) =>
    measured.changes.flatMap(({ register, value, by }) =>
      by === undefined ? [] : [{ operation, register, value, by }],
    ),
  );
  const groups = groupBy(changes, ({ register, value, by }) =>
    JSON.stringify([register, value, by]),
  );
  return {
    title: `${title}: who changes what`,
    head: ['register', 'becomes', 'by', 'in'],
    rows: [...groups.values()].map((own) => {
      const [{ register, value, by }] = own as [(typeof own)[number]];
      const names = [...new Set(own.map(({ operation }) => operation))];
      return { cells: [register, value, by, names.join(', ')] };
    }),
  };
}

/** What outlives the call in memory; the same for several operations once. */
function stores(title: string, entries: readonly ContractEntry[]): Section {
  const storing = entries.filter(({ measured }) => measured.stores.length > 0);
  const groups = groupBy(storing, ({ measured }) =>
    JSON.stringify([measured.name, measured.stores]),
  );
  return {
    title: `${title}: what is stored`,
    head: ['call that', 'stores'],
    rows: [...groups.values()].flatMap((own) => {
      const [{ measured }] = own as [ContractEntry];
      return measured.stores.map((store) => ({ cells: [measured.name, store] }));
    }),
  };
}
