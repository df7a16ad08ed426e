import type { RegisterName } from '../architecture/registers.ts';
import type { CallRequest, MemoryChange } from '../calls/repeated-call.ts';
import type { Call } from './call.ts';

/** What is different in a trial from the call as the test makes it. */
export interface Variant {
  /** The registers that differ before the call, with their other values. */
  readonly changes: ReadonlyMap<RegisterName, bigint>;
  /** Memory that differs before the call. */
  readonly memory: readonly MemoryChange[];
  /** Registers that differ after EL2 returned into a routine. */
  readonly scrambled: ReadonlyMap<RegisterName, bigint>;
}

export const noVariant: Variant = { changes: new Map(), memory: [], scrambled: new Map() };

/** The variant with more that differs. */
export function joined(variant: Variant, more: Partial<Variant>): Variant {
  return {
    changes: new Map([...variant.changes, ...(more.changes ?? [])]),
    memory: [...variant.memory, ...(more.memory ?? [])],
    scrambled: new Map([...variant.scrambled, ...(more.scrambled ?? [])]),
  };
}

/** A trial of the call that differs in the variant. `state` is overwritten with the start, if one is given. */
export function requestOf(
  call: Call,
  { changes, memory, scrambled }: Variant,
  watch: CallRequest['watch'],
  state = call.state.clone(),
): CallRequest {
  state.copyFrom(call.state);
  for (const [register, value] of changes) {
    state.set(register, value);
  }
  return { state, watch, memory, scrambled };
}
