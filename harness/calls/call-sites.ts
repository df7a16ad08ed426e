import { branchToSelf } from '../architecture/a64/instructions.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';
import { codeOf, instructionBytes } from '../architecture/a64/word.ts';
import type { Machine, MemoryRegion } from '../machine/machine.ts';

/** The code that starts a call, and where the call comes back to. */
export interface CallSite {
  readonly address: bigint;
  readonly landing: bigint;
}

/** The instructions that make a call at an address. */
export type CallEncoder = (address: bigint) => readonly InstructionWord[];

/** Puts instructions that call into a region of memory, each once. */
export class CallSites {
  readonly #machine: Machine;
  readonly #region: MemoryRegion;
  readonly #sites = new Map<string, CallSite>();
  /** Bytes that the sites take. */
  #used = 0;

  constructor(machine: Machine, region: MemoryRegion) {
    this.#machine = machine;
    this.#region = region;
  }

  /**
   * The call site for `name`, made when it is not there yet: `encode` gives the instructions for its address, the last of which
   * calls. Throws a RangeError when there are too many.
   */
  at(name: string, encode: CallEncoder): CallSite {
    const known = this.#sites.get(name);
    if (known !== undefined) {
      return known;
    }
    const address = this.#region.address + BigInt(this.#used);
    // The branch is for whoever runs on past the landing.
    const bytes = codeOf(...encode(address), branchToSelf);
    if (this.#used + bytes.length > this.#region.size) {
      throw new RangeError('too many different calls in one session');
    }
    this.#machine.write({ address, bytes, execute: true });
    this.#used += bytes.length;
    const site = { address, landing: address + BigInt(bytes.length - instructionBytes) };
    this.#sites.set(name, site);
    return site;
  }
}
