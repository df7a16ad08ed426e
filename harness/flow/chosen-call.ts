import type { RegisterName } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { Left } from '../calls/act.ts';
import type { MemoryChange } from '../calls/repeated-call.ts';
import type { Syndrome } from '../calls/syndrome.ts';
import { flagsLow, masksLow, parts } from './flow-state.ts';
import type { Source } from './source.ts';
import { leftBits } from './source.ts';

/** What a call is made with so that its sources have chosen values. */
export interface ChosenCall {
  /** Registers before the call. NZCV and DAIF have fields of their own. */
  readonly registers: ReadonlyMap<RegisterName, bigint>;
  /** PSTATE.NZCV, N in bit 3; undefined: as it is. */
  readonly flags: bigint | undefined;
  /** PSTATE.DAIF, D in bit 3; undefined: as it is. */
  readonly masks: bigint | undefined;
  /** Undefined: as it is. */
  readonly immediate: number | undefined;
  readonly syndrome: Syndrome;
  readonly memory: readonly MemoryChange[];
  /** By the order of the functions that are called, and of the SMCs. */
  readonly left: readonly Left[];
  /** Registers to change at each return from EL2 into a routine. */
  readonly scrambled: ReadonlyMap<RegisterName, bigint>;
}

/** The call in which these sources have these values. What runs by itself cannot be chosen, and is left out. */
export function chosenCall(values: ReadonlyMap<Source, bigint>): ChosenCall {
  const registers = new Map<RegisterName, bigint>();
  const syndrome = new Map<RegisterName, bigint>();
  const scrambled = new Map<RegisterName, bigint>();
  const memory: MemoryChange[] = [];
  const left: WritableLeft[] = [];
  let flags: bigint | undefined;
  let masks: bigint | undefined;
  let immediate: number | undefined;
  for (const [source, value] of values) {
    switch (source.kind) {
      case 'register':
        registers.set(source.register, value);
        break;
      case 'flags':
        flags = value;
        break;
      case 'masks':
        masks = value;
        break;
      case 'immediate':
        immediate = Number(value);
        break;
      case 'syndrome':
        syndrome.set(source.register, value);
        break;
      case 'memory':
        memory.push({ address: source.address, bytes: Uint8Array.of(Number(value)) });
        break;
      case 'left':
        leftAt(left, source.order).registers.set(
          source.register,
          value << BigInt(leftBits(source.register).low),
        );
        break;
      case 'left-byte':
        leftAt(left, source.order).bytes.set(source.address, Number(value));
        break;
      case 'clobbered':
        scrambled.set(source.register, value);
        break;
      case 'read':
        break;
    }
  }
  return { registers, flags, masks, immediate, syndrome, memory, left, scrambled };
}

interface WritableLeft extends Left {
  readonly registers: Map<RegisterName, bigint>;
  readonly bytes: Map<bigint, number>;
}

function leftAt(left: WritableLeft[], order: number): WritableLeft {
  while (left.length <= order) {
    left.push({ registers: new Map(), bytes: new Map() });
  }
  return left[order] as WritableLeft;
}

/** Puts the chosen registers, flags and masks into the state before the call. */
export function choose(state: State, { registers, flags, masks }: ChosenCall): State {
  for (const [register, value] of registers) {
    state.set(register, value);
  }
  setPart(state, flags, flagsLow, parts.flags);
  setPart(state, masks, masksLow, parts.masks);
  return state;
}

function setPart(state: State, value: bigint | undefined, low: number, width: number): void {
  if (value !== undefined) {
    const mask = ((1n << BigInt(width)) - 1n) << BigInt(low);
    state.set('pstate', (state.get('pstate') & ~mask) | (value << BigInt(low)));
  }
}
