import type {
  Behaviour,
  Firmware,
  FunctionAct,
  FunctionKind,
  StandInStore,
  StopAct,
} from '../abi/stand-in.ts';
import { plainBehaviour } from '../abi/stand-in.ts';
import { changedByFirmware, changedByFunction } from '../architecture/call-changes.ts';
import type { ChangedBits } from '../architecture/call-changes.ts';
import type { MemoryCell } from '../abi/expression.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { Place } from '../diagnostics/place.ts';
import type { StepWrite } from '../machine/machine.ts';
import type { PlacedRegion } from './placed-region.ts';

/** What is done in the place of code that is not there and that comes back: a function, or firmware behind an SMC. */
export interface Act {
  /** What holds anything when it comes back, where `behaviour` says nothing of it. */
  readonly changed: ChangedBits;
  readonly behaviour: Behaviour;
}

/** Everything that calls come back from. */
export interface Acts {
  /** What the function at an address does. */
  readonly functionAt: (address: bigint) => Act;
  /** Function id, 32 bits of w0 -> what firmware does; `undefined`: for any other. Without an entry an SMC ends the call. */
  readonly firmware: ReadonlyMap<bigint | undefined, Act | StopAct>;
}

/** What the expressions of an act stand for in a call. */
export interface ActNames {
  /** Throws `unknown-symbol`. */
  readonly symbol: (name: string, how: 'phys' | 'link' | 'hyp', place: Place) => bigint;
  /** Throws `unknown-region` for one that is not there in the call. */
  readonly region: (name: string, place: Place) => PlacedRegion;
  /** Inputs of the operation that is called. */
  readonly inputs: ReadonlyMap<string, RegisterName>;
}

/** A store of an act that does not go to memory for data. */
export interface MisplacedStore {
  readonly store: StandInStore;
  readonly address: bigint;
}

/** What an act did at one place of a call. */
export interface Deed {
  readonly act: Act;
  readonly names: ActNames;
  /** The bytes of the regions that it changes. */
  readonly changed: readonly StepWrite[];
  /** One for each store of its behaviour, up to one that is misplaced. */
  readonly stores: readonly StepWrite[];
  readonly misplaced: MisplacedStore | undefined;
  /** What its expressions name of memory before the call. */
  readonly cells: ReadonlyMap<MemoryCell, ReadCell>;
}

/** Bytes of memory before a call. */
export interface ReadCell {
  readonly address: bigint;
  /** Little-endian. */
  readonly value: bigint;
}

/** What an act leaves in place of what it would. */
export interface Left {
  /** Of PSTATE, NZCV in its place, and of v8-v15 the upper half. */
  readonly registers: ReadonlyMap<RegisterName, bigint>;
  /** Bytes of regions that it changes, by their physical address. */
  readonly bytes: ReadonlyMap<bigint, number>;
}

/** A function that comes back with all changed that it may change. */
export function plainAct(changed: ChangedBits): Act {
  return { changed, behaviour: plainBehaviour };
}

/** A function as a stand-in says it; `usual` is what the functions of its vector table change. */
export function functionAct({ changed, behaviour }: FunctionAct, usual: FunctionKind): Act {
  return { changed: changedByFunction[changed ?? usual], behaviour };
}

/** What firmware does, by function id. */
export function firmwareActs(firmware: Firmware | undefined): Acts['firmware'] {
  return new Map(
    [...(firmware?.calls ?? [])].map(([id, call]) => [
      id,
      call.kind === 'stop'
        ? call
        : { changed: changedByFirmware[call.convention], behaviour: call.behaviour },
    ]),
  );
}

/** Acts of functions that all do the same, and no firmware. */
export function plainActs(act: Act): Acts {
  return { functionAt: () => act, firmware: new Map() };
}

/** The register of an input. */
export function inputOf({ inputs }: ActNames, name: string): RegisterName {
  const register = inputs.get(name);
  if (register === undefined) {
    throw new Error(`the operation has no input '${name}'`);
  }
  return register;
}
