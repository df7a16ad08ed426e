/** Where an exception comes from, in the order of the vector table (Arm ARM, D1.10.2 "Exception vectors"). */
export const vectorGroups = ['current-sp0', 'current-spx', 'lower-a64', 'lower-a32'] as const;
export type VectorGroup = (typeof vectorGroups)[number];

/** What kind of exception, in the order of the vector table. */
export const vectorKinds = ['sync', 'irq', 'fiq', 'serror'] as const;
export type VectorKind = (typeof vectorKinds)[number];

/** One of the 16 entries of a vector table. */
export type Slot = `${VectorGroup}/${VectorKind}`;

/** Where the exceptions of a slot come from. */
export function groupOfSlot(slot: Slot): VectorGroup {
  return slot.slice(0, slot.indexOf('/')) as VectorGroup;
}

/** What kind of exception a slot takes. */
export function kindOfSlot(slot: Slot): VectorKind {
  return slot.slice(slot.indexOf('/') + 1) as VectorKind;
}

/** Bytes. */
export const slotSize = 0x80;
export const vectorTableSize = 0x800;

/** All 16, in address order. */
export const slots: readonly Slot[] = vectorGroups.flatMap((group) =>
  vectorKinds.map((kind): Slot => `${group}/${kind}`),
);

const offsets: ReadonlyMap<Slot, number> = new Map(
  slots.map((slot, index) => [slot, index * slotSize]),
);

/** Bytes from the start of the vector table. */
export function slotOffset(slot: Slot): number {
  return offsets.get(slot) ?? 0;
}
