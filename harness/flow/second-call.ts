import { branchToSelf } from '../architecture/a64/instructions.ts';
import { registers } from '../architecture/registers.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { isBack } from '../calls/call-record.ts';
import { storedBytes } from '../calls/lasting-stores.ts';
import type { Outcome } from '../machine/machine.ts';
import { solveForInput } from '../solver/solve.ts';
import type { Flow } from './flow.ts';
import type { FlowValue } from './flow-state.ts';
import type { Source } from './source.ts';
import { widthOfSource } from './source.ts';

const disagrees = 'the data flow does not agree with the machine';

/** What a second call has in place of what the base had. */
export interface SecondCall {
  /** The sources that have another value, with it. */
  readonly changed: ReadonlyMap<Source, bigint>;
  /** Those that could be changed, but must be as they were for the call to go the same way. */
  readonly pinned: readonly Source[];
}

/**
 * Another call that goes the same way, with as much changed as can be: `proposals` gives other values of the sources
 * that a call can change. A source that the path pins to what it was is left as it is, if it has no other solution.
 * Throws an Error where the flow is not that of the call: a defect.
 */
export function secondCall(flow: Flow, proposals: ReadonlyMap<Source, bigint>): SecondCall {
  const { builder, base, conditions } = flow;
  const changed = new Map(proposals);
  const valueOf = (source: Source, width: number): bigint =>
    BigInt.asUintN(width, changed.get(source) ?? base(source, width));
  const pinned = new Set<Source>();
  let isSame = false;
  while (!isSame) {
    const evaluate = builder.evaluator(valueOf);
    const broken = conditions.filter(({ expression, holds }) => {
      const value = evaluate(expression);
      return value === undefined ? false : (value === 1n) !== holds;
    });
    const back = new Set(broken.flatMap(({ expression }) => [...builder.inputsOf(expression)]));
    isSame = broken.length === 0;
    if (!isSame && ![...back].some((source) => changed.has(source))) {
      throw new Error('a condition of the call does not hold for the call itself');
    }
    for (const source of back) {
      if (changed.delete(source)) {
        pinned.add(source);
      }
    }
  }
  for (const { expression } of conditions) {
    // What an opaque condition depends on cannot be changed without knowing it.
    if (!builder.isExact(expression)) {
      for (const source of builder.inputsOf(expression)) {
        if (changed.delete(source)) {
          pinned.add(source);
        }
      }
    }
  }
  const left: Source[] = [];
  for (const source of pinned) {
    const own = conditions.filter(({ expression }) => builder.inputsOf(expression).has(source));
    const width = widthOfSource(source);
    const was = base(source, width);
    const solution = own.every(({ expression }) => builder.isExact(expression))
      ? solveForInput(builder, own, source, width, valueOf, was)
      : undefined;
    if (solution?.kind === 'value' && solution.value !== was) {
      changed.set(source, solution.value);
    } else {
      left.push(source);
    }
  }
  return { changed, pinned: left };
}

/** The flow, which refuses where a second call is not what it says. */
export function checked(flow: Flow, difference: string | undefined): Flow {
  return difference === undefined || flow.refusal !== undefined
    ? flow
    : { ...flow, refusal: { reason: `${disagrees}: ${difference}`, at: undefined } };
}

/** Whether the machine stopped a call because the same state came again, or after so many instructions. */
const goesRound = new Set<Outcome>(['exception-loop', 'out-of-budget', 'spun']);

/** Such a call ends sooner or later, or not at all, with other values: no end that another one is compared with. */
function isRound({ outcome, steps = [] }: CallRecord): boolean {
  const isAtOnce = outcome === 'spun' && steps.at(-1)?.word === branchToSelf;
  return goesRound.has(outcome) && !isAtOnce;
}

/**
 * Where a second call is not what the flow says of it; undefined where it is, in every register and byte, and where the
 * first one goes round for ever.
 */
export function disagreement(
  flow: Flow,
  base: CallRecord,
  { changed }: SecondCall,
  second: CallRecord,
): string | undefined {
  if (isRound(base)) {
    return undefined;
  }
  // Whether a PSTATE that differs is a wrong one is a matter of the registers.
  const isSame = second.outcome === base.outcome || (isBack(second) && isBack(base));
  if (!isSame || second.pc !== base.pc) {
    return `the same way ends as ${second.outcome} at 0x${second.pc.toString(16)}`;
  }
  const { builder } = flow;
  const evaluate = builder.evaluator((source, width) =>
    BigInt.asUintN(width, changed.get(source) ?? flow.base(source, width)),
  );
  const differs = (value: FlowValue, found: bigint): boolean => {
    if ([...builder.inputsOf(value)].some(({ kind }) => kind === 'read')) {
      // A clock says another time.
      return false;
    }
    const expected = evaluate(value);
    return expected !== undefined && expected !== found;
  };
  return wrongRegister(flow, second, differs) ?? wrongByte(flow, second, differs);
}

const compared = registers.filter(({ kind, volatile }) => kind !== 'pc' && !volatile);

function wrongRegister(
  { after: end }: Flow,
  { before, after }: CallRecord,
  differs: (value: FlowValue, found: bigint) => boolean,
): string | undefined {
  const written = new Set(end.written());
  const wrong = compared.find(({ name }) =>
    written.has(name)
      ? differs(end.register(name), after.get(name))
      : before.get(name) !== after.get(name),
  );
  return wrong && `${wrong.name} becomes ${hexadecimal(after.get(wrong.name))}`;
}

function wrongByte(
  { after, stores }: Flow,
  { writes }: CallRecord,
  differs: (value: FlowValue, found: bigint) => boolean,
): string | undefined {
  const physical = new Map<bigint, bigint>();
  for (const store of stores) {
    for (let byte = 0n; byte < store.size; byte += 1n) {
      physical.set(store.address + byte, store.physical + byte);
    }
  }
  const stored = storedBytes(writes);
  for (const [address, { after: found }] of stored) {
    const at = physical.get(address);
    const expected = at === undefined ? undefined : after.byte(at);
    if (expected === undefined || differs(expected.value, BigInt(found))) {
      return `the byte at ${hexadecimal(address)} becomes ${hexadecimal(BigInt(found))}`;
    }
  }
  const missing = [...physical.keys()].find((address) => !stored.has(address));
  return missing === undefined ? undefined : `the byte at ${hexadecimal(missing)} is not stored`;
}

function hexadecimal(value: bigint): string {
  return `0x${value.toString(16)}`;
}
