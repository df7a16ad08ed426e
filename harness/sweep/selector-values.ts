import type { Abi } from '../abi/abi.ts';
import { selectorOf } from '../abi/selector.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { defaultFunction } from '../fixture/test.ts';
import type { Session } from '../run/session.ts';

const allBits = 0xffff_ffff_ffff_ffffn;

/** What the register that may carry the operation's number holds in a row of calls. */
export interface SelectorValue {
  /** `random`, `zero`, `a function`, `PSCI_VERSION`, `0x16`. */
  readonly name: string;
  readonly register: RegisterName;
  /** Undefined: a sentinel, another one in each set. */
  readonly value: bigint | undefined;
}

/** The register that carries the number; x0, where an ABI that has it in the immediate passes what it works on. */
export function selectorRegister({ selector }: Abi): RegisterName {
  return selectorOf(selector).register ?? 'x0';
}

/** The numbers of an ABI's operations; in the immediate they are no names for what a register holds. */
export function operationNumbers({ operations, selector }: Abi): [string, bigint][] {
  const { valueName } = selectorOf(selector);
  return [...operations.values()].flatMap(({ name, number }): [string, bigint][] =>
    number === undefined ? [] : [[valueName(name, number), number]],
  );
}

/**
 * The values to sweep with: unlike anything, zero, one, all ones, a function of the caller, each declared number, and
 * the `numbers` of others.
 */
export function selectorValues(
  session: Session,
  numbers: ReadonlyMap<bigint, string>,
  registers: readonly RegisterName[],
): SelectorValue[] {
  const { abi, constants } = session;
  const named: [string, bigint][] = [
    ['zero', 0n],
    ['one', 1n],
    ['all ones', allBits],
    ['a function', session.address(defaultFunction, 'link')],
    ...operationNumbers(abi),
    ...[...numbers].map(([number, name]): [string, bigint] => [name, number]),
    ...constants.map((constant): [string, bigint] => [`0x${constant.toString(16)}`, constant]),
  ];
  const values = new Map<bigint, string>();
  for (const [name, value] of named) {
    if (!values.has(value)) {
      values.set(value, name);
    }
  }
  return registers.flatMap((register): SelectorValue[] => [
    { name: 'random', register, value: undefined },
    ...[...values].map(([value, name]) => ({ name, register, value })),
  ]);
}
