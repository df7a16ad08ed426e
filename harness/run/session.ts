import { ret } from '../architecture/a64/instructions.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';
import { codeOf, instructionAt, instructionBytes } from '../architecture/a64/word.ts';
import { installedState } from '../abi/installed-state.ts';
import type { Abi, Region, Vectors } from '../abi/abi.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { Place } from '../diagnostics/place.ts';
import type { DataAct, Firmware, FunctionKind } from '../abi/stand-in.ts';
import type { Image } from '../image/image.ts';
import type { AddressReference } from '../flow/fixture-notation.ts';
import { ImageLookup } from '../image/lookup.ts';
import type { Machine, MemoryMark, MemoryRegion, Outcome } from '../machine/machine.ts';
import { changedByFunction } from '../architecture/call-changes.ts';
import type { Act, Acts } from '../calls/act.ts';
import { firmwareActs, functionAct, plainAct } from '../calls/act.ts';
import type { CallEncoder, CallSite } from '../calls/call-sites.ts';
import { CallSites } from '../calls/call-sites.ts';
import type { LoadedVectors } from '../calls/loaded-vectors.ts';
import type { CallSiteRegion, CodeRegions } from '../calls/memory-map.ts';
import {
  dataRegions,
  extraRegions,
  kernelBaseOf,
  memoryMap,
  regionAt,
  regionsWith,
} from '../calls/memory-map.ts';
import { RegionMap } from '../calls/region-map.ts';
import { hypAddress, hypMirrors } from './linked-image.ts';
import { problemAt } from '../abi/document/problem-at.ts';
import type { Exits } from './exits.ts';
import { TableSlots } from './table-slots.ts';
import { constantsIn } from './constants.ts';
import type { PlacedStandIns } from './stand-in-places.ts';
import type { TakenSymbol } from './taken-symbol.ts';

/** Assembles one instruction that refers to no address. Throws an HcallError that names the place. */
export type InstructionEncoder = (text: string, place: Place) => InstructionWord;

export interface SessionParts {
  readonly abi: Abi;
  readonly image: Image;
  /** The symbol of the tested table. */
  readonly table: string;
  readonly exits: Exits;
  /** Where code is that the vectors and their callers branch to. */
  readonly code: CodeRegions;
  /** Fresh; the session closes it. */
  readonly machine: Machine;
  readonly placed: PlacedStandIns;
  /** What functions change whose stand-in does not say it. */
  readonly functionKind: FunctionKind;
  readonly firmware: Firmware | undefined;
  readonly encode: InstructionEncoder;
}

/**
 * A machine with an image loaded, ready for tests that share it. Each test leaves memory as it found it.
 */
export class Session implements LoadedVectors {
  readonly abi: Abi;
  readonly machine: Machine;
  readonly image: Image;
  readonly lookup: ImageLookup;
  readonly exits: Exits;
  /** Of all the tables in the image. */
  readonly slots: TableSlots;
  /** Immediates that the code compares with, ascending. */
  readonly constants: readonly bigint[];
  /** Where calls end, besides their return. */
  readonly stops: ReadonlyMap<bigint, Outcome>;
  /** Functions that the vectors may call: of the stops, those that return. */
  readonly functions: ReadonlySet<bigint>;
  /** What functions and firmware do. */
  readonly acts: Acts;
  /** What '*' stands for. */
  readonly taken: readonly TakenSymbol[];
  /** Variables that stand for the code's. */
  readonly data: ReadonlyMap<bigint, DataAct>;
  readonly encode: InstructionEncoder;
  readonly resetState: State;
  readonly #externals: ReadonlyMap<string, bigint>;
  readonly #kernelBase: bigint;
  readonly #regions: readonly MemoryRegion[];
  readonly #standInRegions: readonly MemoryRegion[];
  readonly #sites: Readonly<Record<CallSiteRegion, CallSites>>;
  #pristine: MemoryMark;
  /** Made when it is first asked for: a kernel has many symbols. */
  #distances: readonly Distance[] | undefined;

  constructor({
    abi,
    image,
    table,
    exits,
    code,
    machine,
    placed,
    functionKind,
    firmware,
    encode,
  }: SessionParts) {
    this.abi = abi;
    this.encode = encode;
    this.resetState = machine.resetState();
    this.machine = machine;
    this.image = image;
    this.lookup = new ImageLookup(image, table);
    this.exits = exits;
    this.#kernelBase = kernelBaseOf(
      image.symbols.flatMap(({ kind, link }) => (kind === 'absolute' ? [] : [link])),
    );
    const tables = [...abi.vectors.values()].map((vectors) => vectors.table);
    this.slots = new TableSlots(this.lookup, [table, ...tables]);
    this.constants = constantsIn(image);
    this.#externals = placed.addresses;
    this.#standInRegions = [code.stubs, code.absent];
    this.taken = placed.taken;
    const { standIns } = placed;
    const functions = new Map(
      standIns.flatMap(({ symbol, act }): [bigint, Act][] => {
        const own = act.kind === 'function' ? functionAct(act, functionKind) : undefined;
        return own === undefined ? [] : this.#placesOf(symbol).map((address) => [address, own]);
      }),
    );
    this.functions = new Set(functions.keys());
    const plain = plainAct(changedByFunction[functionKind]);
    this.acts = {
      functionAt: (address) => functions.get(address) ?? plain,
      firmware: firmwareActs(firmware),
    };
    this.data = new Map(
      standIns.flatMap(({ symbol, act }): [bigint, DataAct][] =>
        act.kind === 'data' ? [[this.address(symbol, 'phys'), act]] : [],
      ),
    );
    this.stops = new Map([
      ...[...abi.exits.values()].flatMap(({ symbol, outcome }): [bigint, Outcome][] =>
        this.#placesOf(symbol).map((address) => [address, outcome]),
      ),
      ...standIns.flatMap(({ symbol, act }): [bigint, Outcome][] =>
        act.kind === 'stop' ? this.#placesOf(symbol).map((address) => [address, act.outcome]) : [],
      ),
      ...[...this.functions].map((address): [bigint, Outcome] => [address, 'called']),
    ]);
    this.#regions = regionsWith(code);
    machine.map([...this.#regions, ...extraRegions(image.sections, this.#regions)]);
    const mirrors = hypMirrors(image, [...this.#regions, code.absent]);
    machine.map(mirrors);
    for (const { address, bytes, flags } of image.sections) {
      for (const at of [address, ...mirroredAt(address, mirrors)]) {
        machine.write({ address: at, bytes, execute: flags.execute });
      }
    }
    for (const address of this.stops.keys()) {
      if (regionAt(address, [code.stubs]) !== undefined) {
        machine.write({ address, bytes: codeOf(ret), execute: true });
      }
    }
    for (const [address, { bytes }] of this.data) {
      if (regionAt(address, [code.stubs]) !== undefined) {
        machine.write({ address, bytes, execute: false });
      }
    }
    this.#sites = {
      callers: new CallSites(machine, memoryMap.callers),
      aarch32Callers: new CallSites(machine, memoryMap.aarch32Callers),
      routineCallers: new CallSites(machine, code.routineCallers),
    };
    this.#pristine = machine.mark();
  }

  /** Whether a byte of memory, by its physical address, is code, or data that nothing writes. */
  readonly isFixed = (physical: bigint): boolean => {
    const section = this.lookup.sectionAt(physical);
    return section !== undefined && !section.flags.write;
  };

  /** Whether all these bytes, by their physical address, are memory for data: no code, and nothing that only the harness has. */
  isData(physical: bigint, size: number): boolean {
    const last = physical + BigInt(size) - 1n;
    return [physical, last].every(
      (byte) =>
        this.lookup.sectionAt(byte)?.flags.write ??
        (regionAt(byte, dataRegions) !== undefined || this.#isVariable(byte)),
    );
  }

  #isVariable(physical: bigint): boolean {
    return [...this.data].some(
      ([address, { bytes }]) => physical >= address && physical < address + BigInt(bytes.length),
    );
  }

  /** Whether code of the image begins at an address with a name of its own. */
  isLabel(address: bigint): boolean {
    return (
      this.lookup.symbolAt(address)?.offset === 0n &&
      this.lookup.sectionAt(address)?.flags.execute === true
    );
  }

  /** The regions of an ABI or of a test, on these vectors. Throws `region-size`. */
  regionMap(regions: Iterable<Region>): RegionMap {
    return new RegionMap(regions, {
      isMapped: (address, size) => this.machine.isMapped(address, size),
      symbol: (name, how, place) => this.address(name, how, place),
      isLoaded: (address) => this.lookup.sectionAt(address) !== undefined,
    });
  }

  /** Memory as it was before any test. */
  reset(): void {
    this.machine.rewind(this.#pristine);
  }

  /**
   * Lets `use` work with other words at these addresses. The call sites that it needs must be there before; it may reset
   * as often as it likes.
   */
  withPatch<Result>(
    writes: readonly { readonly address: bigint; readonly word: InstructionWord }[],
    use: () => Result,
  ): Result {
    const original = this.#pristine;
    this.reset();
    for (const { address, word } of writes) {
      this.machine.write({ address, bytes: codeOf(word), execute: true });
    }
    this.#pristine = this.machine.mark();
    try {
      return use();
    } finally {
      this.#pristine = original;
      this.reset();
    }
  }

  /** The call site for an instruction; memory must be pristine. */
  callSite(region: CallSiteRegion, name: string, encode: CallEncoder): CallSite {
    const site = this.#sites[region].at(name, encode);
    this.#pristine = this.machine.mark();
    return site;
  }

  /** What registers hold while a table is installed, 64 bits each. Throws 'unknown-symbol'. */
  installedState({ state }: Pick<Vectors, 'state'>): ReadonlyMap<RegisterName, bigint> {
    return installedState(state, (name, how, at) => this.address(name, how, at));
  }

  /**
   * A symbol's address: where it is loaded, where it was linked, or as hyp code maps it. Throws 'unknown-symbol' for
   * one that neither the image nor a stub defines.
   */
  address(name: string, how: 'phys' | 'link' | 'hyp', place?: Place): bigint {
    const symbol = this.lookup.find(name, place);
    const loaded = symbol?.address ?? this.#externals.get(name);
    if (loaded === undefined) {
      const note = name.includes('+')
        ? 'a label alone is meant, without bytes behind it'
        : 'neither the vector code nor `stubs:` defines it';
      throw problemAt('unknown-symbol', `unknown symbol '${name}'`, place, note);
    }
    switch (how) {
      case 'phys':
        return loaded;
      case 'link':
        return this.#linkAddress(loaded, symbol?.link);
      case 'hyp':
        return symbol === undefined ? loaded : hypAddress(symbol);
    }
  }

  /** Where code of the image runs that callers know by this address: where it is loaded, and where EL2 has it. */
  placesOf(address: bigint): bigint[] {
    const symbol = this.image.symbols.find(
      (each) => address === each.address || address === this.#linkAddress(each.address, each.link),
    );
    return symbol === undefined ? [] : [symbol.address, hypAddress(symbol)];
  }

  /** What a person knows an address by: `el1_sync+0x10`, a stub's name, or the region that it is in. */
  nameOf(address: bigint): string {
    const known = this.#standInAt(address) ?? this.lookup.symbolAt(address)?.text;
    const hexadecimal = `0x${address.toString(16)}`;
    const region = this.regionAt(address);
    return known ?? (region === undefined ? hexadecimal : `${hexadecimal} (${region})`);
  }

  /** `handle_trap`, or `kimage_voffset+0x4` in a variable. */
  #standInAt(address: bigint): string | undefined {
    const exact = [...this.#externals].find(([, external]) => external === address);
    if (exact !== undefined || regionAt(address, this.#standInRegions) === undefined) {
      return exact?.[0];
    }
    const [name, start] = [...this.#externals]
      .filter(([, external]) => external < address && regionAt(external, this.#standInRegions))
      .reduce<readonly [string, bigint]>(
        (near, each) => (each[1] > near[1] ? each : near),
        ['', -1n],
      );
    return name === '' ? undefined : `${name}+0x${(address - start).toString(16)}`;
  }

  /** The name of the region of the memory map that holds an address. */
  regionAt(address: bigint): string | undefined {
    return regionAt(address, [...this.#regions, ...this.#standInRegions])?.name;
  }

  /** The symbol of an address in the image, also as callers know it, or a stub's name; undefined for any other number. */
  nameOfCode(address: bigint): string | undefined {
    if (this.stops.has(address) || this.lookup.sectionAt(address) !== undefined) {
      return this.nameOf(address);
    }
    const reference = this.referenceTo(address);
    if (reference === undefined) {
      return undefined;
    }
    const { how, symbol, offset } = reference;
    return `${how}(${symbol})${offset === 0n ? '' : `+0x${offset.toString(16)}`}`;
  }

  /** What `address` gives this address for; undefined for one that is none of the image's and no stub. */
  referenceTo(address: bigint): AddressReference | undefined {
    if (this.stops.has(address)) {
      const [symbol] = [...this.#externals].find(([, external]) => external === address) ?? [];
      if (symbol !== undefined) {
        return { how: 'phys', symbol, offset: 0n };
      }
    }
    this.#distances ??= this.#distancesOf();
    for (const { how, distance } of this.#distances) {
      const loaded = address - distance;
      const found =
        this.lookup.sectionAt(loaded) === undefined ? undefined : this.lookup.findableAt(loaded);
      if (found !== undefined) {
        const { symbol, offset } = found;
        // Each symbol has a distance of its own.
        if (this.address(symbol.name, how) + offset === address) {
          return { how, symbol: symbol.name, offset };
        }
      }
    }
    return undefined;
  }

  /** How a call ended, for a person: `returned`, `guest-exit at __guest_exit`. */
  describeEnd({ outcome, pc }: { readonly outcome: Outcome; readonly pc: bigint }): string {
    return outcome === 'returned' ? outcome : `${outcome} at ${this.nameOf(pc)}`;
  }

  /** The instruction at an address; undefined where no memory is. */
  wordAt(address: bigint): InstructionWord | undefined {
    return this.machine.isMapped(address, instructionBytes)
      ? instructionAt(this.machine.read(address, instructionBytes))
      : undefined;
  }

  /** The vectors of the ABI whose table is installed at this address. */
  vectorsAt(table: bigint): Vectors | undefined {
    return [...this.abi.vectors.values()].find(
      (vectors) => this.lookup.find(vectors.table)?.address === table,
    );
  }

  close(): void {
    this.machine.close();
  }

  /** Each that there is, once; first none at all. */
  #distancesOf(): Distance[] {
    const found = new Map<string, Distance>();
    const add = (how: Distance['how'], distance: bigint): void => {
      found.set(`${how} ${distance}`, { how, distance });
    };
    add('phys', 0n);
    for (const symbol of this.image.symbols.filter(({ kind }) => kind !== 'absolute')) {
      add('link', this.#linkAddress(symbol.address, symbol.link) - symbol.address);
      add('hyp', hypAddress(symbol) - symbol.address);
    }
    return [...found.values()];
  }

  /** Code that is linked where it is loaded is known to its callers by a kernel address. */
  #linkAddress(loaded: bigint, link: bigint | undefined): bigint {
    return link === undefined || link === loaded ? this.#kernelBase | loaded : link;
  }

  /** Where calls arrive at a symbol: where it is loaded, and where EL2 has it. */
  #placesOf(name: string): bigint[] {
    return [...new Set([this.address(name, 'phys'), this.address(name, 'hyp')])];
  }
}

/** How far from where it is loaded code of an image is for some of those who know it. */
interface Distance {
  readonly how: AddressReference['how'];
  readonly distance: bigint;
}

/** The other addresses of what is loaded at `address`. */
function mirroredAt(address: bigint, mirrors: readonly MemoryRegion[]): bigint[] {
  return mirrors.flatMap((region) => {
    const offset = address - (region.mirrors ?? 0n);
    return offset >= 0n && offset < BigInt(region.size) ? [region.address + offset] : [];
  });
}
