import type { ContractEntry, ContractException, ContractResult } from '../contract/result.ts';
import type { Measurement } from '../sweep/measure.ts';
import type { Section, SectionRow } from './compare-sections.ts';
import { exceptionLine } from './exception-text.ts';
import { instructionText } from './finding-text.ts';
import { assumed, failureSection, registersText } from './compare-sections.ts';
import { groupBy } from '../collections/group-by.ts';

/** The report of a measured contract: what it found first, then a table for each vector table. */
export function contractSections(result: ContractResult): Section[] {
  const { entries, exceptions, findings, notes, abi } = result;
  const tables = [...new Set(entries.map(({ table }) => table))];
  return [
    verdict(result),
    {
      title: 'Not as declared',
      text: 'What the judge says of each call as a test of it would be that expects what abi.yaml declares.',
      head: ['vectors', 'finding', 'what', 'instruction', 'in'],
      rows: findingRows(findings, abi),
    },
    {
      title: 'Worth knowing',
      head: ['vectors', 'operation', 'what', 'registers'],
      rows: noteRows(notes, abi),
    },
    ...tables.flatMap((table) => {
      const own = entries.filter((entry) => entry.table === table);
      const others = exceptions.filter((entry) => entry.table === table);
      const title = `${abi}/${table}`;
      return [
        operations(title, own),
        results(title, own),
        exceptionTable(title, others),
        writers(title, [...own, ...others]),
        stores(title, [...own, ...others]),
        secondExceptions(title, [...own, ...others]),
      ];
    }),
    assumed({ assumptions: result.assumptions ?? [] }),
    failureSection([result]),
  ].filter(({ rows }) => rows.length > 0);
}

/** Says how much was looked into, where nothing was found. */
function verdict({ entries, exceptions, findings }: ContractResult): Section {
  const rows = [...new Set(entries.map(({ table }) => table))].map((table) => {
    const [calls, others] = [entries, exceptions].map(
      (ways) => ways.filter((way) => way.table === table).length,
    );
    return { cells: [table, String(calls), String(others)] };
  });
  return {
    title: 'All as declared',
    head: ['vectors', 'calls', 'exceptions'],
    rows: findings.length === 0 ? rows : [],
  };
}

/** One row for what is the same in several ways. */
function findingRows(findings: ContractResult['findings'], abi: string): SectionRow[] {
  const groups = groupBy(findings, ({ table, code, message, by }) =>
    JSON.stringify([table, code, message, by?.address]),
  );
  return [...groups.values()].map((own) => {
    const [{ table, code, message, by }] = own as [(typeof own)[number]];
    return {
      cells: [`${abi}/${table}`, code, message, instructionText(by), waysText(own)],
      marked: { cell: 2, as: 'dangerous' } as const,
    };
  });
}

/** More exceptions of one slot are counted. */
const mostNames = 4;

/** `HVC_GET_VECTORS (host, guest); lower-a64/sync: trapped SMC` */
function waysText(findings: ContractResult['findings']): string {
  const calls = groupBy(
    findings.filter(({ slot }) => slot === undefined),
    ({ way }) => way,
  );
  const exceptions = groupBy(
    findings.filter(({ slot }) => slot !== undefined),
    ({ slot = '' }) => slot,
  );
  return [
    ...[...calls].map(([way, own]) => `${way} (${namesOf(own, 'caller')})`),
    ...[...exceptions].map(([slot, own]) => `${slot}: ${namesOf(own, 'way')}`),
  ].join('; ');
}

function namesOf(findings: ContractResult['findings'], key: 'caller' | 'way'): string {
  const names = [...new Set(findings.map((finding) => finding[key]))];
  return names.length > mostNames ? `${names.length} exceptions` : names.join(', ');
}

/** One row for all registers that there is nothing else to say of. */
function noteRows(notes: ContractResult['notes'], abi: string): SectionRow[] {
  const groups = groupBy(notes, ({ table, operation, what }) =>
    JSON.stringify([table, operation, what]),
  );
  return [...groups.values()].map((own) => {
    const [{ table, operation, what }] = own as [(typeof own)[number]];
    const names = registersText(own.map(({ register }) => register));
    return { cells: [`${abi}/${table}`, operation, noteTexts[what], names] };
  });
}

const noteTexts = {
  input: 'makes no difference, though an input',
  clobber: 'no call changes it, though a clobber',
  syndrome: 'nothing reads it: what is no call is taken for one',
} as const satisfies Record<ContractResult['notes'][number]['what'], string>;

/** Of each operation of a host, what it delivers, next to what it is to deliver. */
function results(title: string, entries: readonly ContractEntry[]): Section {
  return {
    title: `${title}: results`,
    head: ['operation', 'register', 'declared', 'measured'],
    rows: entries.flatMap(({ operation, declared, values }) =>
      values.flatMap(({ register, value }): SectionRow[] => {
        const result = declared?.results.find((one) => one.register === register);
        return result === undefined ? [] : [{ cells: [operation, register, result.value, value] }];
      }),
    ),
  };
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
    registersText((declared?.results ?? []).map(({ register }) => register)),
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
