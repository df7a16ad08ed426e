import type { ExceptionReport } from '../run/event.ts';
import type { BehaviourText } from './behaviour.ts';

/** A behaviour of a sweep. Plain JSON. */
export interface ImmediateBehaviour extends BehaviourText {
  /** The name, without what was added to distinguish two behaviours of one result. */
  readonly effect: string;
  /** The call by which it was found. */
  readonly example: {
    readonly caller: string;
    readonly selector: string;
    readonly immediate: number;
  };
  /** Whether an HVC that was really executed did the same, register by register. */
  readonly proved: boolean;
  /** What nobody meant on the way of that call. */
  readonly exception?: ExceptionReport;
  /** What of its inputs made that call go this way: `immediate = 0x2`, in that order; absent where nothing did. */
  readonly conditions?: readonly string[];
  /** What that call executed; only where it was asked for. */
  readonly trace?: readonly string[];
}

/** The calls of one caller with one selector value. */
export interface ImmediateRow {
  readonly table: string;
  readonly caller: string;
  /** For a row of `--slots`. */
  readonly slot?: string;
  readonly selector: {
    readonly name: string;
    readonly register: string;
    /** Hexadecimal; absent for a random value. */
    readonly value?: string;
  };
  /** Whether it is known what every immediate of the range does. */
  readonly complete: boolean;
  /** Immediates from, to (inclusive), index of the behaviour. */
  readonly runs: readonly (readonly [number, number, number])[];
}

/** What all immediates do. Plain JSON with a stable shape. */
export interface ImmediateSweep {
  readonly schema: 'hcall.sweep/1';
  readonly vectors: string;
  readonly abi: string;
  readonly seed: number;
  /** In the order in which the rows first name them; no two have the same name. */
  readonly behaviours: readonly ImmediateBehaviour[];
  readonly rows: readonly ImmediateRow[];
  /** Parts that could not be swept, and why. */
  readonly failures: readonly { readonly part: string; readonly reason: string }[];
}
