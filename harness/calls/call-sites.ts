import { branchToSelf } from '../architecture/a64/instructions.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';
import { codeOf } from '../architecture/a64/word.ts';
import type { Machine, MemoryRegion } from '../machine/machine.ts';

/** One instruction that starts a call, and where the call comes back to. */
export interface CallSite {
  readonly address: bigint;
  readonly landing: bigint;
}

/** Bytes: the instruction and the landing. */
const siteSize = 8;

/** Puts instructions that call into a region of memory, each once. */
export class CallSites {
  readonly #machine: Machine;
  readonly #region: MemoryRegion;
  readonly #sites = new Map<string, CallSite>();

  constructor(machine: Machine, region: MemoryRegion) {
    this.#machine = machine;
    this.#region = region;
  }

  /**
   * The call site for `name`, made when it is not there yet: `encode` gives the instruction for its address. Throws a
   * RangeError when there are too many.
   */
  at(name: string, encode: (address: bigint) => InstructionWord): CallSite {
    const known = this.#sites.get(name);
    if (known !== undefined) {
      return known;
    }
    const offset = this.#sites.size * siteSize;
    if (offset >= this.#region.size) {
      throw new RangeError('too many different calls in one session');
    }
    const address = this.#region.address + BigInt(offset);
    // The branch is for whoever runs on past the landing.
    const bytes = codeOf(encode(address), branchToSelf);
    this.#machine.write({ address, bytes, execute: true });
    const site = { address, landing: address + 4n };
    this.#sites.set(name, site);
    return site;
  }
}
