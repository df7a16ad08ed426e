/** Values of several inputs with which conditions hold; 'none' is certain. */
export type Values<Name> =
  | { readonly kind: 'values'; readonly values: ReadonlyMap<Name, bigint> }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly reason: string };

export const opaqueReason = 'it depends on a value that cannot be calculated';
