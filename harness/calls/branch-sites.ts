import { instructionBytes, instructionsOf } from '../architecture/a64/word.ts';
import { decodeInstruction } from '../architecture/instruction.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { Image } from '../image/image.ts';

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
    for (const [index, word] of instructionsOf(bytes).entries()) {
      const instruction = decodeInstruction(word);
      if (instruction.kind === 'branch-register' && !instruction.isReturn) {
        const address = base + BigInt(index * instructionBytes);
        sites.set(address, { address, register: instruction.rn, links: instruction.link });
      }
    }
  }
  return sites;
}

/** Where the branch goes from this state. Register 31 is XZR. */
export function targetOf({ register }: BranchSite, state: State): bigint {
  return register === 31 ? 0n : state.get(`x${register}` as RegisterName);
}
