import type { RegisterName } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import { doesAct, systemRegisterRow } from '../architecture/system-register-rows.ts';
import type { FlowValue } from './flow-state.ts';
import type { Following } from './following.ts';

/** A register that an instruction wrote. */
interface WrittenRegister {
  readonly step: number;
  readonly register: RegisterName;
  readonly value: FlowValue;
  /** All registers after it. */
  readonly after: State;
  /** Whether code of the call runs below EL2 later on. */
  readonly runsBelow: boolean;
}

/** Where a vector table is matters where an exception is taken: a condition of its own. */
const vectorBases: ReadonlySet<RegisterName> = new Set(['vbar_el1', 'vbar_el2']);

/**
 * Makes the bits that the instruction wrote and on which the machine acts a condition of the way: what comes after it would
 * run in another way with others. A register that holds what such registers held before needs none. What acts on EL1 alone
 * matters where something runs there; that AT translates is a condition of AT.
 */
export function noteActing(
  following: Following,
  { step, register, value, after, runsBelow }: WrittenRegister,
): void {
  const row = systemRegisterRow(register, after.processor);
  const isOfOtherLevel = !runsBelow && register.endsWith('_el1');
  if (row === undefined || isOfOtherLevel || vectorBases.has(register) || !doesAct(row, after)) {
    return;
  }
  const { builder } = following;
  const bits = row.acts & row.written;
  const acting = builder.binary('and', value, builder.constant(bits, value.width));
  const isOfOthers = [...builder.inputsOf(acting)].some(
    (source) =>
      source.kind !== 'register' || !systemRegisterRow(source.register, after.processor)?.acts,
  );
  if (isOfOthers) {
    following.equals('control', step, acting, after.get(register) & bits);
  }
}
