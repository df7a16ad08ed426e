import type { RegisterName } from '../architecture/registers.ts';
import { argumentRegisters, registerInfo, registers } from '../architecture/registers.ts';
import { vectorBaseMask } from '../architecture/system-register-rows.ts';
import type { MemoryWrite, Outcome } from '../machine/machine.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { isBack } from '../calls/call-record.ts';
import { secondExceptionName, secondExceptionOf } from '../calls/second-exception.ts';
import { changedRegisters, comparedBut } from '../calls/compared.ts';
import { lastingStores, liveStores } from '../calls/lasting-stores.ts';
import { resumptionText, returnOf } from '../calls/resumption.ts';
import type { Relation, Seen, Sources } from './relation.ts';
import { allBits, holds, namedAddress, relate } from './relation.ts';
import { printNamed } from '../flow/print.ts';
import { isExact } from '../expression/expression.ts';

/** A function that the vectors call, by what its address and its arguments are. */
interface CallEffect {
  readonly target: Relation;
  /** x0, x1, ... as far as they are not what the caller had there. */
  readonly arguments: readonly Relation[];
}

interface StoreEffect {
  readonly address: Relation;
  /** Bytes. */
  readonly size: number;
  readonly value: Relation;
}

/** What a call does, with each value described by its source: the same for all calls that behave alike. */
export interface Effect {
  readonly outcome: Outcome;
  /** Where it ends, for a call that does not come back; what becomes of a trapped instruction, where one was trapped. */
  readonly end: string | undefined;
  /** What nobody meant on the way there: `exception at EL2: Data Abort at el1_sync+0x14`. */
  readonly exception: string | undefined;
  /** Whether it ends alike whatever the sentinels are: if not, something tests a register that no caller sets. */
  readonly steady: boolean;
  readonly calls: readonly CallEffect[];
  readonly changes: ReadonlyMap<RegisterName, Relation>;
  readonly stores: readonly StoreEffect[];
}

/** What the effect of a call is found from: the same call with each set of sentinels, or another that ended alike. */
export interface Evidence {
  readonly records: readonly CallRecord[];
  readonly sources: readonly Sources[];
  /** What a person knows an address by. */
  readonly nameOf: (address: bigint) => string;
  /** The symbol of an address in the image, or a function's name; undefined for any other number. */
  readonly nameOfCode: (address: bigint) => string | undefined;
}

/** Ends after which the registers do not matter: where they are is all that matters. A WFI goes on after it. */
export const deadEnds: ReadonlySet<Outcome> = new Set<Outcome>([
  'spun',
  'exception-loop',
  'faulted',
  'out-of-budget',
  'panicked',
  'taken-to-el1',
]);

/** A PSTATE that is not kept is an outcome of its own. */
const compared = comparedBut((register) => register === 'pstate');

/** Of v0 to v31. */
const vectorBits = (1n << 128n) - 1n;

/** Of registers that do not hold what was written to them. */
const significantBits: ReadonlyMap<RegisterName, bigint> = new Map<RegisterName, bigint>([
  ['vbar_el1', vectorBaseMask],
  ['vbar_el2', vectorBaseMask],
]);

/** What the call does. Where its calls with several sentinels end differently, the outcome is that of the first. */
export function effectOf(evidence: Evidence): Effect {
  const outline = outlineOf(evidence);
  const named = (seen: Seen): Relation => withName(relate(seen), evidence);
  return {
    ...outline,
    calls: calledIn(evidence).map(({ target, arguments: passed, count }) => ({
      target: named(target),
      arguments: passed.slice(0, count).map(named),
    })),
    changes: new Map(
      changedIn(evidence).map((register) => [register, named(registerIn(evidence, register))]),
    ),
    stores: storesIn(evidence).map(({ address, size, value }) => ({
      address: named(address),
      size,
      value: named(value),
    })),
  };
}

/** Addresses of code differ from build to build: a symbol says what they are. */
function withName(relation: Relation, { nameOfCode }: Evidence): Relation {
  const name = relation.kind === 'constant' ? nameOfCode(relation.value) : undefined;
  return relation.kind === 'constant' && name !== undefined
    ? namedAddress(name, relation.value)
    : relation;
}

/** Whether the calls end alike and store alike: else no one effect is true of all. */
export function isOneEffect(evidence: Evidence): boolean {
  const stores = new Set(evidence.records.map((record) => storesOf(record).length));
  return outlineOf(evidence).steady && stores.size === 1;
}

/**
 * Says whether the effect of another call is true of this one as well. With `exact`, only if both change the same
 * registers; without it, a register may hold already what it would be changed to. What was seen is put in order once,
 * however many effects are asked for.
 */
export function effectTest(evidence: Evidence): (effect: Effect, exact: boolean) => boolean {
  const { outcome, end, exception, steady } = outlineOf(evidence);
  const changed = changedIn(evidence);
  const calls = calledIn(evidence);
  const stores = storesIn(evidence);
  return (effect, exact) => {
    if (outcome !== effect.outcome || end !== effect.end || steady !== effect.steady) {
      return false;
    }
    if (exception !== effect.exception) {
      return false;
    }
    if (
      changed.some((register) => !effect.changes.has(register)) ||
      (exact && changed.length !== effect.changes.size)
    ) {
      return false;
    }
    return (
      calls.length === effect.calls.length &&
      stores.length === effect.stores.length &&
      calls.every(({ target, arguments: passed, count }, index) => {
        const other = effect.calls[index] as CallEffect;
        return (
          isSame(other.target, target) &&
          (exact ? count === other.arguments.length : count <= other.arguments.length) &&
          other.arguments.every((relation, at) => isSame(relation, passed[at] as Seen))
        );
      }) &&
      [...effect.changes].every(([register, relation]) =>
        isSame(relation, registerIn(evidence, register)),
      ) &&
      stores.every(({ address, size, value }, index) => {
        const other = effect.stores[index] as StoreEffect;
        return size === other.size && isSame(other.address, address) && isSame(other.value, value);
      })
    );
  };
}

function isSame(relation: Relation, seen: Seen): boolean {
  return isExact(relation) ? holds(relation, seen) : !isExact(relate(seen));
}

function outlineOf(evidence: Evidence): Pick<Effect, 'outcome' | 'end' | 'exception' | 'steady'> {
  const ends = evidence.records.map((record) => endOf(record, evidence));
  const [first, ...others] = ends as [End, ...End[]];
  const { outcome, exception } = first;
  const isAlike = others.every(
    (other) =>
      outcome === other.outcome && exception === other.exception && first.calls === other.calls,
  );
  if (others.every(({ end }) => end === first.end)) {
    return { outcome, end: first.end, exception, steady: isAlike };
  }
  const outside = isAlike ? endOutside(evidence) : undefined;
  return { outcome, end: outside ?? first.end, exception, steady: outside !== undefined };
}

/** Where calls end that leave the image for an address of their caller's. */
function endOutside({ records, sources, nameOfCode }: Evidence): string | undefined {
  const values = records.map(({ pc }) => pc);
  return values.some((address) => nameOfCode(address) !== undefined)
    ? undefined
    : printNamed(relate({ values, sources, significant: allBits }));
}

/** How one call ends. */
interface End extends Pick<Effect, 'outcome' | 'end' | 'exception'> {
  readonly calls: number;
}

export function endOf(
  record: CallRecord,
  { nameOf, nameOfCode }: Pick<Evidence, 'nameOf' | 'nameOfCode'>,
): End {
  const { outcome, pc, called } = record;
  const second = secondExceptionOf(record);
  // An address outside is the caller's choice, and no more the same for all calls than its registers are.
  const exception = second === undefined ? undefined : secondExceptionName(second, nameOfCode);
  const known = { outcome, exception, calls: called.length };
  if (isBack(record)) {
    const taken = returnOf(record);
    return { ...known, end: taken && resumptionText(taken) };
  }
  if (outcome === 'jumped') {
    return { ...known, end: undefined };
  }
  // An endless loop is cut somewhere: its symbol is all that it has.
  const name = nameOf(pc);
  return { ...known, end: outcome === 'out-of-budget' ? name.replace(/\+.*/, '') : name };
}

function changedIn({ records }: Evidence): RegisterName[] {
  const changed = new Set<RegisterName>();
  for (const record of records) {
    if (!deadEnds.has(record.outcome)) {
      changedRegisters(record, compared).forEach((name) => changed.add(name));
    }
    if (record.outcome === 'returned-wrong-state') {
      changed.add('pstate');
    }
  }
  return registers.flatMap(({ name }) => (changed.has(name) ? [name] : []));
}

function registerIn({ records, sources }: Evidence, register: RegisterName): Seen {
  const significant = significantBits.get(register) ?? bitsOf(register);
  return {
    values: records.map(({ after }) => after.get(register)),
    sources,
    significant,
  };
}

function bitsOf(register: RegisterName): bigint {
  return registerInfo(register).words === 2 ? vectorBits : allBits;
}

interface SeenCall {
  readonly target: Seen;
  readonly arguments: readonly Seen[];
  /** So many of them, to the last that is not what the caller had in that register. */
  readonly count: number;
}

function calledIn({ records, sources }: Evidence): SeenCall[] {
  const [first] = records as [CallRecord];
  const seen = (values: readonly (bigint | undefined)[]): Seen => ({
    values: values.map((value) => value ?? 0n),
    sources,
    significant: allBits,
  });
  return first.called.map((_, index): SeenCall => {
    const states = records.map(({ called }) => called[index]?.state);
    const kept = argumentRegisters.map((name) =>
      records.every(({ before }, at) => states[at]?.get(name) === before.get(name)),
    );
    return {
      target: seen(records.map(({ called }) => called[index]?.address)),
      arguments: argumentRegisters.map((name) => seen(states.map((state) => state?.get(name)))),
      count: kept.lastIndexOf(false) + 1,
    };
  });
}

interface SeenStore {
  readonly address: Seen;
  readonly size: number;
  readonly value: Seen;
}

function storesIn({ records, sources }: Evidence): SeenStore[] {
  const all = records.map(storesOf);
  const [first = []] = all;
  if (all.some((stores) => stores.length !== first.length)) {
    return [];
  }
  return first.map(({ size }, index): SeenStore => {
    const seen = (read: (write: MemoryWrite | undefined) => bigint): Seen => ({
      values: all.map((stores) => read(stores[index])),
      sources,
      significant: allBits,
    });
    return {
      size,
      address: seen((write) => write?.address ?? 0n),
      value: seen((write) => write?.after ?? 0n),
    };
  });
}

/**
 * What is left of its stores: where the caller runs again, what they changed; at an exit, all that they hand over, which
 * lies above the stack pointer there.
 */
function storesOf(record: CallRecord): MemoryWrite[] {
  const isOver = isBack(record);
  return deadEnds.has(record.outcome)
    ? []
    : lastingStores(liveStores(record.writes, isOver ? record.before : record.after), {
        changed: isOver,
      });
}
