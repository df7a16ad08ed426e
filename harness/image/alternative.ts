import { problem } from '../diagnostics/diagnostic.ts';
import type { Image } from './image.ts';

/** One entry of .altinstructions, which the kernel patches in at boot on CPUs with the capability. */
export interface Alternative {
  /** The capability's number (arch/arm64/tools/cpucaps, asm/cpucaps.h); the callback bit is not part of it. */
  readonly number: number;
  /** A function makes the instructions. */
  readonly callback: boolean;
  /** The function, where its name is kept. */
  readonly callbackName?: string;
  /** Physical address of the entry, of the instructions to replace, and of their replacement. */
  readonly entry: bigint;
  readonly original: bigint;
  readonly replacement: bigint;
  /** Bytes. */
  readonly length: number;
  readonly replacementLength: number;
}

/**
 * struct alt_instr (arch/arm64/include/asm/alternative.h; since 3.18): two distances from their own field, the capability, and two
 * lengths in bytes.
 */
const entrySize = 12;

/** ARM64_CB_BIT, since 6.1; before, a callback has a replacement of no bytes. */
const callbackBit = 0x8000;

/** What the image's .altinstructions say. @throws HcallError alternative-invalid when the section is cut within an entry */
export function listAlternatives(image: Image): Alternative[] {
  const names = new CallbackNames(image);
  return image.sections
    .filter(({ name }) => name === '.altinstructions')
    .flatMap(({ address, bytes }) => {
      if (bytes.length % entrySize !== 0) {
        throw problem(
          'alternative-invalid',
          `'.altinstructions' has ${bytes.length} bytes, expected a multiple of ${entrySize}`,
        );
      }
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return Array.from({ length: bytes.length / entrySize }, (_, index): Alternative => {
        const at = index * entrySize;
        const entry = address + BigInt(at);
        const capability = view.getUint16(at + 8, true);
        const replacementLength = view.getUint8(at + 11);
        const callback = (capability & callbackBit) !== 0 || replacementLength === 0;
        const replacement = BigInt.asUintN(64, entry + 4n + BigInt(view.getInt32(at + 4, true)));
        const callbackName = callback ? names.nameOf(entry + 4n, replacement) : undefined;
        return {
          number: capability & ~callbackBit,
          callback,
          ...(callbackName === undefined ? {} : { callbackName }),
          entry,
          original: BigInt.asUintN(64, entry + BigInt(view.getInt32(at, true))),
          replacement,
          length: view.getUint8(at + 10),
          replacementLength,
        };
      });
    });
}

/** What callbacks are called: the function at an address, or the symbol of an object that the entry refers to. */
class CallbackNames {
  readonly #open: ReadonlyMap<bigint, string>;
  readonly #image: Image;
  #functions: Map<bigint, string> | undefined;

  constructor(image: Image) {
    this.#image = image;
    this.#open = new Map(image.openReferences?.map(({ address, name }) => [address, name]));
  }

  nameOf(field: bigint, callback: bigint): string | undefined {
    this.#functions ??= shortestNames(this.#image);
    return this.#open.get(field) ?? this.#functions.get(callback);
  }
}

/** Code of EL2 has aliases of the kernel's callbacks, with a prefix (KVM_NVHE_ALIAS, arch/arm64/kernel/image-vars.h). */
function shortestNames({ symbols }: Image): Map<bigint, string> {
  const names = new Map<bigint, string>();
  for (const { kind, address, name } of symbols) {
    const known = names.get(address);
    if (kind !== 'absolute' && (known === undefined || name.length < known.length)) {
      names.set(address, name);
    }
  }
  return names;
}
