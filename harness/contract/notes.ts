import type { RegisterName } from '../architecture/registers.ts';
import type { VectorTable } from '../run/vectors.ts';
import type { ContractEntry, ContractException, ContractNote } from './result.ts';

type AnyWay = ContractEntry | ContractException;

/** What the declaration of a table is too wide for. */
export function contractNotes(
  { name: table, vectors: { contract } }: VectorTable,
  ways: readonly AnyWay[],
): ContractNote[] {
  if (ways.length === 0) {
    return [];
  }
  const own = ways.flatMap((way) =>
    'operation' in way && way.declared !== undefined ? [{ ...way, declared: way.declared }] : [],
  );
  const changed = new Set(
    own.flatMap(({ measured }) => measured.changes.map(({ register }) => register)),
  );
  const read = new Set(own.flatMap(({ measured }) => measured.inputs));
  return [
    ...own.flatMap(({ operation, measured, declared }) =>
      declared.inputs
        .filter((register) => !measured.inputs.includes(register))
        .filter((register) => !contract.inputs.has(register as RegisterName) || !read.has(register))
        .filter((register) => !isReadByOthers(ways, register))
        .map((register): ContractNote => ({ what: 'input', table, operation, register })),
    ),
    ...[...contract.clobbers]
      .filter((register) => !changed.has(register))
      .map((register): ContractNote => {
        return { what: 'clobber', table, operation: 'any operation', register };
      }),
    ...slotsTakenForCalls(ways).map((slot): ContractNote => {
      return { what: 'syndrome', table, operation: slot, register: 'esr_el2' };
    }),
  ];
}

/** TPIDR_EL2 is an input of KVM's vectors because of guests: another path reads it. */
function isReadByOthers(ways: readonly AnyWay[], register: string): boolean {
  return ways.some(
    ({ measured }) => measured.caller !== 'host' && measured.inputs.includes(register),
  );
}

function slotsTakenForCalls(ways: readonly AnyWay[]): string[] {
  const slots = ways.flatMap((way) =>
    'exception' in way && way.isTakenForCall === true ? [way.slot] : [],
  );
  return [...new Set(slots)];
}
