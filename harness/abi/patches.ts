import type { Place } from '../diagnostics/place.ts';
import { formatHex } from './integer.ts';

/** What a callback of the kernel makes of the instructions at each of its places. Plain data. */
export type CallbackPatch = { readonly callback: string } & (
  | { readonly kind: 'words'; readonly words: readonly number[] }
  /** What kern_hyp_va leaves of an address, and what it sets above: `kvm_update_va_mask`. */
  | { readonly kind: 'mask'; readonly mask: bigint; readonly tag: bigint }
  /** 64 bits that are moved to a register: `kvm_get_kimage_voffset`, `kvm_compute_final_ctr_el0`. */
  | { readonly kind: 'value'; readonly value: bigint }
);

/** How code is patched after it was linked, as the kernel patches itself at boot. */
export interface Patches {
  /** Capabilities whose alternatives apply: numbers, or names as `ARM64_HAS_PAN`, which a header of the kernel says. */
  readonly alternatives?: readonly (number | string)[];
  readonly callbacks?: readonly CallbackPatch[];
  /** What says so; undefined for the command line. */
  readonly patchesPlace?: Place;
}

/** struct alt_instr has 16 bits for a capability, the highest for callbacks (arch/arm64/include/asm/alternative.h). */
export const largestCapability = 0x7fff;

/** A capability of the kernel by its name (arch/arm64/tools/cpucaps). */
export function isCapabilityName(text: string): boolean {
  return /^ARM64_[A-Z0-9_]+$/.test(text);
}

/** A callback as `--callback` takes it: `NAME=0xd503201f,...`, `NAME=mask:MASK,tag:TAG`, `NAME=value:VALUE`. */
export function printCallback(patch: CallbackPatch): string {
  switch (patch.kind) {
    case 'words':
      return `${patch.callback}=${patch.words.map((word) => formatHex(BigInt(word))).join(',')}`;
    case 'mask': {
      const tag = patch.tag === 0n ? '' : `,tag:${formatHex(patch.tag)}`;
      return `${patch.callback}=mask:${formatHex(patch.mask)}${tag}`;
    }
    case 'value':
      return `${patch.callback}=value:${formatHex(patch.value)}`;
  }
}

/** The patches as a fixture writes them; no key for what there is none of. */
export function patchesDocument({ alternatives, callbacks }: Patches): Record<string, unknown> {
  return {
    ...(alternatives === undefined ? {} : { alternatives }),
    ...(callbacks === undefined
      ? {}
      : {
          callbacks: Object.fromEntries(callbacks.map((patch) => [patch.callback, written(patch)])),
        }),
  };
}

function written(patch: CallbackPatch): unknown {
  switch (patch.kind) {
    case 'words':
      return patch.words.map((word) => formatHex(BigInt(word)));
    case 'mask':
      return {
        mask: formatHex(patch.mask),
        ...(patch.tag === 0n ? {} : { tag: formatHex(patch.tag) }),
      };
    case 'value':
      return { value: formatHex(patch.value) };
  }
}
