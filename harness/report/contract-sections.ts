import type { ContractEntry, ContractException, ContractResult } from '../contract/contract.ts';
import type { Measurement } from '../sweep/measure.ts';
import type { Section, SectionRow } from './compare-sections.ts';
import { exceptionLine } from './exception-text.ts';
import { failureSection, registersText } from './compare-sections.ts';
import { groupBy } from '../collections/group-by.ts';

/** The report of a measured contract: what it found first, then a table for each vector table. */
export function contractSections(result: ContractResult): Section[] {
  const { entries, exceptions, remarks, abi } = result;
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
      const others = exceptions.filter((entry) => entry.table === table);
      const title = `${abi}/${table}`;
      return [
        operations(title, own),
        exceptionTable(title, others),
        writers(title, [...own, ...others]),
        stores(title, [...own, ...others]),
        secondExceptions(title, [...own, ...others]),
      ];
    }),
    failureSection([result]),
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
    text: 'Instructions from the vector on, called functions left out; stack in bytes. What is declared stands next to what is measured.',
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

/** The ways in that are no calls; those that do the same in one row. */
function exceptionTable(title: string, entries: readonly ContractException[]): Section {
  const groups = groupBy(entries, ({ slot, measured }) =>
    JSON.stringify([slot, ...measuredCells(measured), measured.stores]),
  );
  return {
    title: `${title}: what is no call`,
    text: 'Taken from a guest, from EL2 itself, or from AArch32.',
    head: [
      'slot',
      'does',
      'depends on',
      'changes',
      'stack',
      'events',
      'instructions',
      'exceptions',
    ],
    rows: [...groups.values()].map((own) => {
      const [{ slot, measured }] = own as [ContractException];
      const names = own.map(({ exception }) => exception).join('; ');
      return { cells: [slot, ...measuredCells(measured), names] };
    }),
  };
}

function measuredCells(measured: Measurement): string[] {
  const { name, outcome, returns, inputs, changes, stack, events, instructions } = measured;
  // Whoever takes over from a guest decides where it goes on, as a rule.
  const isPast = outcome === 'guest-exit' && returns === 'next';
  return [
    isPast ? `${name}, behind the trapped instruction` : name,
    registersText(inputs),
    registersText(changes.map(({ register }) => register)),
    String(stack),
    events.join(', '),
    String(instructions),
  ];
}

type MeasuredEntry = ContractEntry | ContractException;

function nameOf(entry: MeasuredEntry): string {
  return 'operation' in entry ? entry.operation : entry.slot;
}

/** Which instruction changes what; the same for several operations and slots once. */
function writers(title: string, entries: readonly MeasuredEntry[]): Section {
  const changes = entries.flatMap((entry) =>
    entry.measured.changes.flatMap(({ register, value, by }) =>
      by === undefined ? [] : [{ operation: nameOf(entry), register, value, by }],
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

/** What nobody meant, on the way to where calls end; the same for several operations and slots once. */
function secondExceptions(title: string, entries: readonly MeasuredEntry[]): Section {
  const taken = entries.flatMap((entry) => {
    const { exception } = entry.measured;
    return exception === undefined
      ? []
      : [{ operation: nameOf(entry), line: exceptionLine(exception) }];
  });
  return {
    title: `${title}: exceptions on the way`,
    head: ['exception', 'in'],
    rows: [...groupBy(taken, ({ line }) => line)].map(([line, own]) => {
      const names = [...new Set(own.map(({ operation }) => operation))];
      return { cells: [line, names.join(', ')] };
    }),
  };
}

/** What outlives the call in memory; the same for several operations once. */
function stores(title: string, entries: readonly MeasuredEntry[]): Section {
  const storing = entries.filter(({ measured }) => measured.stores.length > 0);
  const groups = groupBy(storing, ({ measured }) =>
    JSON.stringify([measured.name, measured.stores]),
  );
  return {
    title: `${title}: what is stored`,
    head: ['call that', 'stores'],
    rows: [...groups.values()].flatMap((own) => {
      const [{ measured }] = own as [MeasuredEntry];
      return measured.stores.map((store) => ({ cells: [measured.name, store] }));
    }),
  };
}
