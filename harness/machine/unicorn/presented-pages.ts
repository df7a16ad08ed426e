import { pageSize } from '../memory.ts';
import type { SeenPage } from '../access-window.ts';
import type { Arena } from './arena.ts';
import { UC } from './binding.ts';
import type { Unicorn } from './binding.ts';

/** More are withdrawn before the next is presented: each makes all of the engine's look-ups slower. */
const mostPages = 64;

/**
 * The virtual pages that an engine was shown. Libunicorn 2.0 looks a virtual address up as if it were physical, before
 * it translates it: where memory is mapped there, whatever memory, it goes on, else it reports that nothing is.
 */
export class PresentedPages {
  readonly #api: Unicorn;
  readonly #uc: number;
  readonly #arena: Arena;
  /** Native address of a page that nothing accesses. */
  #blank: number | undefined;
  /** What the engine has seen them translated to, by number. */
  readonly #seen = new Map<bigint, number>();
  /** Addresses that were mapped for that. */
  readonly #mapped: bigint[] = [];

  constructor(api: Unicorn, uc: number, arena: Arena) {
    this.#api = api;
    this.#uc = uc;
    this.#arena = arena;
  }

  /** Whether pages are mapped that are no memory of the machine. */
  get areMapped(): boolean {
    return this.#mapped.length > 0;
  }

  /** Lets the engine access the pages. Whether one of them is new to it, or was translated to another one before. */
  present(pages: readonly SeenPage[]): boolean {
    if (this.#mapped.length + pages.length > mostPages) {
      this.withdraw();
    }
    let isNew = false;
    for (const { virtual, physical } of pages) {
      if (this.#seen.get(virtual) !== physical) {
        isNew = true;
        this.#map(virtual);
        this.#seen.set(virtual, physical);
      }
    }
    return isNew;
  }

  #map(virtual: bigint): void {
    if (this.#seen.has(virtual)) {
      return;
    }
    this.#blank ??= this.#arena.bytes(pageSize, pageSize).address;
    const address = virtual * BigInt(pageSize);
    const status = this.#api.mem_map_ptr(this.#uc, address, pageSize, UC.PROT_ALL, this.#blank);
    // It fails where memory is mapped.
    if (status === 0) {
      this.#mapped.push(address);
    }
  }

  /** Takes all of them back, as memory comes to be mapped. */
  withdraw(): void {
    for (const address of this.#mapped) {
      this.#api.mem_unmap(this.#uc, address, pageSize);
    }
    this.#mapped.length = 0;
    this.#seen.clear();
  }
}
