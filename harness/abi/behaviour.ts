import { outcomes } from '../machine/machine.ts';
import type { Cursor, TextSpot } from './document/cursor.ts';
import { readEach, readParts } from './document/problems.ts';
import { readMemory } from './memory.ts';
import { readChoice } from './scalar.ts';
import type { FirmwareCallShape } from './stand-in-schema.ts';
import type { Behaviour, StopAct } from './stand-in.ts';
import type { ValueReader } from './value-reader.ts';

type BehaviourShape = Pick<FirmwareCallShape, 'returns' | 'stores' | 'changes' | 'interrupted'>;

/**
 * Reads what a function or firmware does before it comes back. Throws an HcallError with every mistake in it:
 * `fixed-register`, `unknown-region`, or what is wrong with a value.
 */
export function readBehaviour(
  { returns = {}, stores = [], changes = [], interrupted = 'false' }: BehaviourShape,
  cursor: Cursor,
  values: ValueReader,
): Behaviour {
  const value = (text: string, spot: TextSpot) => values.acted(text, spot);
  return readParts<Behaviour>({
    returns: () => {
      const at = cursor.at('returns');
      if (typeof returns === 'string') {
        return new Map([['x0', { value: value(returns, at), place: at.place }]]);
      }
      const registers = values.registers(returns, at, value);
      if (registers.has('pc')) {
        throw at.at('pc').key.problem('fixed-register', "'pc' is where it was called from", {
          note: "leave it out; what does not come back is a 'stop'",
        });
      }
      return registers;
    },
    stores: () => readMemory(stores, cursor.at('stores'), values, { address: value, value }),
    changes: () =>
      readEach(changes.entries(), ([index, name]) => {
        const at = cursor.at('changes', index);
        return { value: values.region(name, at), place: at.place };
      }),
    isInterrupted: () => {
      const at = cursor.at('interrupted');
      return readChoice(interrupted, ['true', 'false'], at, 'not-a-boolean', 'answer') === 'true';
    },
  });
}

/** Reads the outcome of a call that arrives there. Throws `unknown-outcome`. */
export function readStop(text: string, cursor: Cursor, values: ValueReader): StopAct {
  const outcome = values.choice(text, outcomes, cursor, 'unknown-outcome', 'outcome');
  return { kind: 'stop', outcome };
}
