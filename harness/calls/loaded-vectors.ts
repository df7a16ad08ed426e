import type { Region } from '../abi/abi.ts';
import type { Place } from '../diagnostics/place.ts';
import type { Acts } from './act.ts';
import type { State } from '../architecture/state.ts';
import type { Image } from '../image/image.ts';
import type { ImageLookup } from '../image/lookup.ts';
import type { Machine, Outcome } from '../machine/machine.ts';
import type { CallEncoder, CallSite } from './call-sites.ts';
import type { CallSiteRegion } from './memory-map.ts';
import type { RegionMap } from './region-map.ts';

/** Vectors on a machine, ready to be called. */
export interface LoadedVectors {
  readonly machine: Machine;
  readonly image: Image;
  readonly lookup: ImageLookup;
  /** Where calls end, besides their return. */
  readonly stops: ReadonlyMap<bigint, Outcome>;
  /** Functions that the vectors may call: of the stops, those that return. */
  readonly functions: ReadonlySet<bigint>;
  /** What functions and firmware do. */
  readonly acts: Acts;
  readonly resetState: State;
  /** Whether a byte of memory, by its physical address, is code, or data that nothing writes. */
  readonly isFixed: (physical: bigint) => boolean;
  /** Whether all these bytes, by their physical address, are memory for data. */
  isData(physical: bigint, size: number): boolean;
  /** A symbol's address. Throws `unknown-symbol`. */
  address(name: string, how: 'phys' | 'link' | 'hyp', place?: Place): bigint;
  /** Memory as it was before any call. */
  reset(): void;
  /** Regions of the ABI, on these vectors. */
  regionMap(regions: Iterable<Region>): RegionMap;
  /** The call site for an instruction; memory must be as `reset` leaves it. */
  callSite(region: CallSiteRegion, name: string, encode: CallEncoder): CallSite;
  /** What a person knows an address by. */
  nameOf(address: bigint): string;
  /** The instruction at an address; undefined where no memory is. */
  wordAt(address: bigint): number | undefined;
}
