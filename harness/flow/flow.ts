import type { PlacedRegion } from '../calls/placed-region.ts';
import type { ExpressionBuilder } from '../expression/builder.ts';
import type { PathCondition } from './condition.ts';
import type { FlowState, FlowValue } from './flow-state.ts';
import type { Source, Sources } from './source.ts';

/** One store of a call. */
export interface FlowStore {
  readonly step: number;
  /** As the instruction named it, and where that came from. */
  readonly address: bigint;
  readonly addressValue: FlowValue;
  readonly physical: bigint;
  /** Bytes. */
  readonly size: number;
  readonly value: FlowValue;
  /** A function or firmware stored it. */
  readonly isStandIn?: true;
}

/** A byte that a call loaded: where the load's address came from, and how far behind that it is. */
export interface LoadedByte {
  readonly addressValue: FlowValue;
  /** Bytes. */
  readonly offset: bigint;
}

/** Why what a flow says is not to be relied upon. */
export interface FlowRefusal {
  readonly reason: string;
  /** The instruction. */
  readonly at: bigint | undefined;
}

/** Where each value of a stepped call comes from. */
export interface Flow {
  readonly builder: ExpressionBuilder<Source>;
  readonly sources: Sources;
  /** Memory that has names. */
  readonly regions: readonly PlacedRegion[];
  /** What a source was in the base: unsigned. */
  readonly base: (source: Source, width: number) => bigint;
  /** What had to be so that the call went this way, in order, each once. */
  readonly conditions: readonly PathCondition[];
  readonly stores: readonly FlowStore[];
  /** The registers before the call. */
  readonly before: FlowState;
  /** At the end. */
  readonly after: FlowState;
  /** The registers at each function that was called, and each place that was looked at, as in the record's `called`. */
  readonly called: readonly FlowState[];
  /** The registers at the entry to each world below EL2, as in the record's `guests`. */
  readonly guests: readonly FlowState[];
  /** The registers at the first entry to EL2. */
  readonly entry: FlowState | undefined;
  /** How the call came by the address of a byte that it loaded, by its physical address. */
  readonly addressOf: (physical: bigint) => LoadedByte | undefined;
  /** The first step that computed a value; undefined for a source, and for a number. */
  readonly makerOf: (value: FlowValue) => number | undefined;
  /** Present where it cannot be relied upon. */
  readonly refusal: FlowRefusal | undefined;
}
