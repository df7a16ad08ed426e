/** What PAR_EL1 says of memory, and what alignment depends on. */
export interface MemoryAttributes {
  /** Device memory, of any kind: accesses must be aligned. */
  readonly device: boolean;
  /** As a byte of MAIR_ELx, of both stages together. */
  readonly attributes: number;
  /** SH of a descriptor, 2 bits: 0 non-shareable, 2 outer, 3 inner. */
  readonly shareability: number;
}

export type FaultKind =
  | 'translation'
  | 'access-flag'
  | 'permission'
  | 'address-size'
  /** Nothing answers at the address of a descriptor. */
  | 'external'
  /** Device memory, and the access is not aligned, or is DC ZVA. */
  | 'alignment';

/** Why an access cannot be made. */
export interface TranslationFault {
  readonly kind: FaultKind;
  /** Of stage 2, which EL2 takes, or of stage 1. */
  readonly stage: 1 | 2;
  /** The level of the lookup, 0 to 3. */
  readonly level: number;
  /** A fault of stage 2 of the walk of stage 1: S1PTW. */
  readonly walk: boolean;
  /** WnR, where the access is data. */
  readonly write: boolean;
  /** The intermediate physical address, 48 bits; of stage 2 alone. */
  readonly ipa: bigint | undefined;
}

/** What a control enables that is not modelled, or what makes the access UNPREDICTABLE. */
export interface Refusal {
  /** A field of a register, as `TCR_EL1.TG0`, or `the descriptor at 0x40001000`. */
  readonly control: string;
  /** A clause: `the granule is not 4 KiB`. */
  readonly reason: string;
}

export interface Translated {
  readonly kind: 'translated';
  /** Physical, 44 bits. */
  readonly address: bigint;
  readonly memory: MemoryAttributes;
}

/** There is no address. */
export type Failed =
  | { readonly kind: 'fault'; readonly fault: TranslationFault }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export type Translation = Translated | Failed;

export function refused(control: string, reason: string): Failed {
  return { kind: 'refused', refusal: { control, reason } };
}

/**
 * Eight bytes of physical memory, little-endian, at a multiple of eight; undefined where nothing answers. Walks do not
 * change memory.
 */
export type ReadDescriptor = (address: bigint) => bigint | undefined;
