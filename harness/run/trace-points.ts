import type { ExceptionEntry } from '../architecture/exception.ts';
import { writtenByEntry } from '../architecture/exception-registers.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { registers } from '../architecture/registers.ts';
import type { FlowPoint } from '../flow/follow.ts';
import type { FlowValue } from '../flow/flow-state.ts';
import { beforeTheCall } from '../flow/flow-state.ts';

/** A register that was written, and what the flow makes of it then. */
export interface SeenWrite {
  readonly register: RegisterName;
  readonly after: bigint;
  readonly value: FlowValue;
}

export interface SeenChange extends SeenWrite {
  readonly before: bigint;
}

/** A step of a call, or what came between two. */
export interface SeenPoint extends Pick<FlowPoint, 'steps' | 'last'> {
  readonly changes: readonly SeenChange[];
  /** Registers that hold what they held, made of something else. */
  readonly rewrites: readonly SeenWrite[];
  /** What taking an exception wrote. */
  readonly taken: readonly SeenWrite[];
}

/** Keeps of a call that is followed what a trace has of it. */
export class TracePoints {
  readonly list: SeenPoint[] = [];
  /** What each register was made of at the last point; of one that is not there, itself. */
  readonly #values = new Map<RegisterName, FlowValue>();

  see(point: FlowPoint): void {
    const { steps, last } = point;
    const { changes, taken } = writesAt(point);
    this.list.push({
      steps,
      last,
      changes,
      rewrites: this.#rewrites(point, changes, taken),
      taken,
    });
  }

  #rewrites(
    { state, live }: FlowPoint,
    ...known: readonly (readonly SeenWrite[])[]
  ): readonly SeenWrite[] {
    const isKnown = new Set(known.flat().map(({ register }) => register));
    const rewrites: SeenWrite[] = [];
    for (const register of state.written()) {
      const { value, writer } = state.cell(register);
      if (register !== 'pc' && writer !== beforeTheCall && this.#values.get(register) !== value) {
        this.#values.set(register, value);
        if (!isKnown.has(register)) {
          rewrites.push({ register, after: live.get(register), value });
        }
      }
    }
    return rewrites;
  }
}

function writesAt({ last, state, live }: FlowPoint): Pick<SeenPoint, 'changes' | 'taken'> {
  const written = (register: RegisterName): SeenWrite => ({
    register,
    after: live.get(register),
    value: state.register(register),
  });
  const takenBy = (exception: ExceptionEntry): SeenWrite[] => [
    ...writtenByEntry(exception).map(([register]) => written(register)),
    written('pstate'),
  ];
  switch (last.kind) {
    case 'step': {
      const { changes, exception } = last.step;
      return {
        changes: changes.map((change) => ({ ...written(change.register), ...change })),
        taken: exception === undefined ? [] : takenBy(exception),
      };
    }
    case 'passage': {
      const { before } = last;
      const changed = registers.filter(
        ({ name, kind }) => kind !== 'pc' && before.get(name) !== live.get(name),
      );
      const changes = changed.map(({ name }) => ({ ...written(name), before: before.get(name) }));
      return { changes, taken: [] };
    }
    case 'exception':
      return { changes: [], taken: takenBy(last.exception) };
  }
}
