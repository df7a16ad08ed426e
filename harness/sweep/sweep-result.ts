import type { schemas } from '../diagnostics/json-document.ts';
import type { ExceptionReport } from '../run/event.ts';
import type { BehaviourText } from './behaviour.ts';

/** A call that anybody can make: only what is not as in any other call. */
export interface SweptExample {
  /** A caller, or a slot. */
  readonly caller: string;
  /** Absent where nothing calls. */
  readonly immediate?: number;
  /** `x0`, `VTTBR_EL2`, `[SP_EL2 - 0x10]`, with their hexadecimal values. */
  readonly values: readonly { readonly name: string; readonly value: string }[];
}

/** A behaviour of a sweep. Plain JSON. */
export interface SweptBehaviour extends BehaviourText {
  /** The name, without what was added to distinguish two behaviours of one result. */
  readonly effect: string;
  /** The first class's first way. */
  readonly example: SweptExample;
  /** Whether calls that were really made did the same on each of its ways, register by register. */
  readonly proved: boolean;
  /** What nobody meant on the way of the example. */
  readonly exception?: ExceptionReport;
  /** What the example executed; only where it was asked for. */
  readonly trace?: readonly string[];
}

/** Calls of one caller that do the same. Classes of a caller exclude each other. */
export interface SweptClass {
  /** What its inputs have to be: `immediate = 0x1`, `x0 < 0x3 or x0 = 0x16`; `always` for all that there are. */
  readonly when: string;
  /** An index. */
  readonly behaviour: number;
}

/** The calls of one caller. */
export interface SweptCaller {
  readonly table: string;
  readonly caller: string;
  /** For `--slots`. */
  readonly slot?: string;
  /** Whether it is known what a call does for all values of its inputs; else a behaviour says why not. */
  readonly complete: boolean;
  readonly classes: readonly SweptClass[];
}

/** What all calls do. Plain JSON with a stable shape. */
export interface SweepResult {
  readonly schema: (typeof schemas)['sweep'];
  readonly vectors: string;
  readonly abi: string;
  readonly seed: number;
  /** What the calls were restricted to, `x0 = 0x0-0xff`; empty for all values of all inputs. */
  readonly restrictions: readonly string[];
  /** What is taken for granted besides. */
  readonly assumptions: readonly string[];
  /** In the order in which the classes first name them; no two have the same name. */
  readonly behaviours: readonly SweptBehaviour[];
  readonly callers: readonly SweptCaller[];
  /** Parts that could not be swept, and why. */
  readonly failures: readonly { readonly part: string; readonly reason: string }[];
}
