/** What calls do differently: what they are for, or only which scratch registers they lose. */
export const differenceKinds = ['effect', 'lost'] as const;
export type DifferenceKind = (typeof differenceKinds)[number];
