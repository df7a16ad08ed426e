import type { RegisterName } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { Image } from '../image/image.ts';

/** BLR Xn and BR Xn (Arm ARM, C6.2): all but Rn, bits 9:5. */
const registerMask = 0xffff_fc1f;
const branchWithLinkToRegister = 0xd63f_0000;
const branchToRegister = 0xd61f_0000;

/** A branch whose target is in a register: a way out of the vectors' own code. */
export interface BranchSite {
  readonly address: bigint;
  readonly register: number;
  readonly links: boolean;
}

/** Every BLR and BR in the image's code, by address. */
export function branchSites({ sections }: Image): ReadonlyMap<bigint, BranchSite> {
  const sites = new Map<bigint, BranchSite>();
  for (const { address: base, bytes, flags } of sections) {
    if (!flags.execute) {
      continue;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let offset = 0; offset + 4 <= bytes.byteLength; offset += 4) {
      const word = view.getUint32(offset, true);
      const kind = (word & registerMask) >>> 0;
      if (kind === branchWithLinkToRegister || kind === branchToRegister) {
        const address = base + BigInt(offset);
        const links = kind === branchWithLinkToRegister;
        sites.set(address, { address, register: (word >>> 5) & 0x1f, links });
      }
    }
  }
  return sites;
}

/** Where the branch goes from this state. Register 31 is XZR. */
export function targetOf({ register }: BranchSite, state: State): bigint {
  return register === 31 ? 0n : state.get(`x${register}` as RegisterName);
}
