import type { Behaviour } from '../../abi/stand-in.ts';
import type { Expression, Placed } from '../../abi/expression.ts';
import type { ChangedBits } from '../../architecture/call-changes.ts';
import type { RegisterName } from '../../architecture/registers.ts';
import type { Act, ActNames } from '../../calls/act.ts';
import { plainBehaviour } from '../../abi/stand-in.ts';
import type { Place } from '../../diagnostics/place.ts';
import { constant, input, wordWidth } from '../../expression/expression.ts';

/** Where the behaviour of examples is written. */
export const examplePlace: Place = { file: 'abi.yaml', line: 3, column: 5 };

/** A call without regions and inputs, whose symbols are at 0x140000000. */
export const noNames: ActNames = {
  symbol: () => 0x1_4000_0000n,
  region: (name) => {
    throw new RangeError(`no region '${name}'`);
  },
  inputs: new Map(),
};

/** A register when the function is entered. */
export function atEntry(register: RegisterName, width = wordWidth): Expression {
  return input({ kind: 'register', register, when: 'after' }, width);
}

/** A register before the call. */
export function beforeCall(register: RegisterName, width = wordWidth): Expression {
  return input({ kind: 'register', register, when: 'before' }, width);
}

export function placed<T>(value: T): Placed<T> {
  return { value, place: examplePlace };
}

/** Registers with what they hold at a return. */
export function returning(
  values: Readonly<Partial<Record<RegisterName, bigint | Expression>>>,
): Behaviour['returns'] {
  return new Map(
    Object.entries(values).map(([register, value]) => [
      register as RegisterName,
      placed(typeof value === 'bigint' ? constant(value, wordWidth) : value),
    ]),
  );
}

/** A function that changes these bits, and does that. */
export function exampleAct(changed: ChangedBits, behaviour: Partial<Behaviour> = {}): Act {
  return { changed, behaviour: { ...plainBehaviour, ...behaviour } };
}
