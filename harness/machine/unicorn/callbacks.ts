import { register, unregister } from './binding.ts';
import type { CallbackKind, Callbacks } from './binding.ts';

/**
 * The functions that one engine calls back. Nothing may be thrown into native code: it would surface only after the
 * engine stops, and until then no callback is called, so that nothing could stop it. What a callback throws is kept,
 * the engine is stopped, and `rethrow` throws it.
 */
export class GuardedCallbacks {
  readonly #stop: () => void;
  readonly #registered: bigint[] = [];
  #failure: { readonly error: unknown } | undefined;

  /** `stop` makes the engine stop, while it runs. */
  constructor(stop: () => void) {
    this.#stop = stop;
  }

  /** The native address of a function that calls `callback`. One that throws gives what C takes for 0. */
  add<Kind extends CallbackKind>(kind: Kind, callback: Callbacks[Kind]): number {
    const call = callback as (...values: unknown[]) => unknown;
    // Six parameters are the most; a rest parameter would make an array of each call.
    const guarded = (a: unknown, b: unknown, c: unknown, d: unknown, e: unknown, f: unknown) => {
      try {
        return call(a, b, c, d, e, f);
      } catch (error) {
        this.#failure ??= { error };
        this.#stop();
        return false;
      }
    };
    const pointer = register(kind, guarded as Callbacks[Kind]);
    this.#registered.push(pointer);
    return Number(pointer);
  }

  /** Whether a callback threw since the last `rethrow`. */
  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** Throws what a callback threw: the first. */
  rethrow(): never {
    const { error } = this.#failure ?? {};
    this.#failure = undefined;
    throw error;
  }

  /** Only after the engine is closed. */
  release(): void {
    for (const pointer of this.#registered) {
      unregister(pointer);
    }
  }
}
