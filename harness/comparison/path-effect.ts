import type { RegisterName } from '../architecture/registers.ts';
import { argumentRegisters } from '../architecture/registers.ts';
import type { Path } from '../flow/explore.ts';
import type { FlowValue } from '../flow/flow-state.ts';
import { printNamed, registerText } from '../flow/print.ts';
import type { Session } from '../run/session.ts';
import type { BehaviourText } from '../sweep/behaviour.ts';
import { describeEffect } from '../sweep/behaviour.ts';
import type { Effect } from '../sweep/effect.ts';
import { effectOfFlow } from '../sweep/flow-effect.ts';
import type { FlowEnd } from '../sweep/flow-end.ts';
import { flowEndOf } from '../sweep/flow-end.ts';
import type { Prober } from '../calls/prober.ts';

/** A value that a call leaves somewhere. */
interface LeftValue {
  readonly text: string;
  /** Undefined: it is not followed. */
  readonly value: FlowValue | undefined;
}

/** What a path does, in parts that can be compared with those of a path through other vectors. */
export interface PathEffect {
  readonly path: Path;
  readonly behaviour: BehaviourText;
  /** Equal where the calls do the same but for the registers that they lose, as far as values are followed. */
  readonly key: string;
  /** Where it ends, by way of how many functions, and what it stores to. */
  readonly shape: string;
  /** By where it is left: `x0`, `argument 1 of call 0`. Scratch registers that hold nothing of interest are left out. */
  readonly values: ReadonlyMap<string, LeftValue>;
  /** The scratch registers that it loses. */
  readonly lost: readonly string[];
  /** A register as it was before the call. */
  readonly before: (place: string) => LeftValue | undefined;
}

/** Describes the paths of one table. */
export class PathEffects {
  readonly #session: Session;
  readonly #prober: Prober;
  readonly #known = new Map<Path, PathEffect>();

  constructor({ session, prober }: { readonly session: Session; readonly prober: Prober }) {
    this.#session = session;
    this.#prober = prober;
  }

  of(path: Path): PathEffect {
    const known = this.#known.get(path) ?? this.#described(path);
    this.#known.set(path, known);
    return known;
  }

  #described(path: Path): PathEffect {
    const session = this.#session;
    const { branches } = this.#prober;
    const end = flowEndOf(path, branches);
    const setting = {
      nameOf: (address: bigint) => session.nameOf(address),
      nameOfCode: (address: bigint) => session.nameOfCode(address),
      branches,
      // All else may be anything, so that its ways are known.
      isUndeclared: ({ kind }: { readonly kind: string }) => kind === 'read',
    };
    const effect = effectOfFlow(path, setting, end);
    const behaviour = describeEffect(effect);
    const lost = new Set(behaviour.clobbers.map((text) => text.split(' = ')[0] ?? ''));
    const { name, stores, outcome } = behaviour;
    return {
      path,
      behaviour,
      key: JSON.stringify([name, stores, outcome]),
      shape: shapeOf(effect),
      values: valuesOf(effect, end, lost),
      // What a guest's exit hands over is no loss.
      lost: outcome === 'guest-exit' ? [] : [...lost],
      before: (place) => beforeOf(path, place),
    };
  }
}

function shapeOf({ outcome, end, exception, steady, calls, changes, stores }: Effect): string {
  const isExit = outcome === 'guest-exit';
  const pstate = changes.get('pstate');
  return JSON.stringify([
    outcome,
    end,
    exception,
    steady,
    calls.length,
    pstate && printNamed(pstate),
    // The code of an exit.
    isExit
      ? [...changes].filter(([name]) => name === 'x1').map(([, value]) => printNamed(value))
      : [],
    stores.map(({ address, size }) => [printNamed(address), size]),
  ]);
}

function valuesOf(effect: Effect, end: FlowEnd, lost: ReadonlySet<string>): Map<string, LeftValue> {
  const values = new Map<string, LeftValue>();
  for (const [index, { target, arguments: passed }] of effect.calls.entries()) {
    const followed = end.called[index];
    values.set(`target of call ${index}`, {
      text: printNamed(target),
      value: followed?.target,
    });
    for (const [order, value] of passed.entries()) {
      values.set(`${argumentRegisters[order] ?? ''} of call ${index}`, {
        text: printNamed(value),
        value: followed?.arguments[order],
      });
    }
  }
  for (const [register, value] of end.changes) {
    const named = effect.changes.get(register);
    if (
      named !== undefined &&
      effect.outcome !== 'guest-exit' &&
      !lost.has(registerText(register))
    ) {
      values.set(register, { text: printNamed(named), value });
    }
  }
  for (const [index, { value }] of effect.stores.entries()) {
    values.set(`store ${index}`, { text: printNamed(value), value: end.stores[index]?.value });
  }
  return values;
}

/** Of `x0`, and of `x0 of call 1`: a function that gets nothing in a register gets there what the caller had. */
function beforeOf({ flow }: Path, place: string): LeftValue | undefined {
  const [register = ''] = place.split(' ');
  return /^(store|target)$/.test(register)
    ? undefined
    : { text: registerText(register), value: flow.before.register(register as RegisterName) };
}
