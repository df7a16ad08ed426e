import type { RegisterName } from '../architecture/registers.ts';
import { registerInfo } from '../architecture/registers.ts';
import type { Location } from '../architecture/a64/form.ts';

/*
 * Words of this room. A flow says where each value of a stepped call comes from. A source is an input of the call: what
 * nothing in the call computed. A condition is what had to be so that the call went the way it went. The base is the
 * call that was stepped, with the values that its sources had.
 */

/** What a value of a call can come from. */
export type Source =
  /** A register before the call. PSTATE has two parts that are sources, `flags` and `masks`. */
  | { readonly kind: 'register'; readonly register: RegisterName }
  /** PSTATE.NZCV before the call, N in bit 3. */
  | { readonly kind: 'flags' }
  /** PSTATE.DAIF before the call, D in bit 3. */
  | { readonly kind: 'masks' }
  /** The immediate of the HVC that made the call. */
  | { readonly kind: 'immediate' }
  /** What the call's own exception put into a syndrome register. */
  | { readonly kind: 'syndrome'; readonly register: RegisterName }
  /** A byte of memory before the call, by its physical address. */
  | { readonly kind: 'memory'; readonly address: bigint }
  /**
   * What the function, the firmware or the guest left in a register that the call went to in that order, from 0; of PSTATE,
   * the flags, and of v8-v15 the upper half.
   */
  | { readonly kind: 'left'; readonly register: RegisterName; readonly order: number }
  /** The same of a byte of a region that it changes, by its physical address. */
  | { readonly kind: 'left-byte'; readonly address: bigint; readonly order: number }
  /** What EL2 left in a register when it returned into a routine, which does not count on it. */
  | { readonly kind: 'clobbered'; readonly register: RegisterName; readonly step: number }
  /** What a register gave that runs by itself, or of which nothing is known, in that step. */
  | { readonly kind: 'read'; readonly location: Location; readonly step: number };

/** Bits. */
export function widthOfSource(source: Source): number {
  switch (source.kind) {
    case 'flags':
    case 'masks':
      return 4;
    case 'memory':
    case 'left-byte':
      return 8;
    case 'immediate':
      return 16;
    case 'clobbered':
      return 64;
    case 'left':
      return leftBits(source.register).width;
    case 'register':
      return registerInfo(source.register).words * 64;
    case 'syndrome':
      // ESR_EL2[63:32] are RES0 (Arm ARM, D13.2.37).
      return source.register === 'esr_el2' ? 32 : 64;
    case 'read':
      return 64;
  }
}

/** Where in a register what a function or firmware leaves in it is. */
export function leftBits(register: RegisterName): { readonly low: number; readonly width: number } {
  const { kind, callRole, words } = registerInfo(register);
  if (kind === 'pstate') {
    return { low: 28, width: 4 };
  }
  return kind === 'vector' && callRole === 'callee-saved'
    ? { low: 64, width: 64 }
    : { low: 0, width: words * 64 };
}

/** What is the same for a source of one call and of another. */
export function sourceKey(source: Source): string {
  switch (source.kind) {
    case 'flags':
    case 'masks':
    case 'immediate':
      return source.kind;
    case 'register':
    case 'syndrome':
    case 'left':
    case 'clobbered':
      return `${source.kind} ${source.register}`;
    case 'memory':
    case 'left-byte':
      return `${source.kind} ${source.address}`;
    case 'read':
      return `${source.kind} ${source.location}`;
  }
}

/** One object for each source, so that sources can be compared; calls that are followed together share them. */
export class Sources {
  readonly flags: Source = { kind: 'flags' };
  readonly masks: Source = { kind: 'masks' };
  readonly immediate: Source = { kind: 'immediate' };
  readonly #all = new Map<string, Source>();

  register(register: RegisterName): Source {
    return this.#one({ kind: 'register', register }, register);
  }

  syndrome(register: RegisterName): Source {
    return this.#one({ kind: 'syndrome', register }, `syndrome ${register}`);
  }

  memory(address: bigint): Source {
    return this.#one({ kind: 'memory', address }, `memory ${address}`);
  }

  left(register: RegisterName, order: number): Source {
    return this.#one({ kind: 'left', register, order }, `left ${register} ${order}`);
  }

  leftByte(address: bigint, order: number): Source {
    return this.#one({ kind: 'left-byte', address, order }, `left byte ${address} ${order}`);
  }

  clobbered(register: RegisterName, step: number): Source {
    return this.#one({ kind: 'clobbered', register, step }, `clobbered ${register} ${step}`);
  }

  read(location: Location, step: number): Source {
    return this.#one({ kind: 'read', location, step }, `read ${location} ${step}`);
  }

  /** Every one that was asked for, in that order. */
  all(): Source[] {
    return [...this.#all.values()];
  }

  #one(source: Source, key: string): Source {
    const known = this.#all.get(key);
    if (known !== undefined) {
      return known;
    }
    this.#all.set(key, source);
    return source;
  }
}
