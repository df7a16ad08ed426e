/** Every kind of finding, with what `hcall explain` tells of it. */
export const findingCodes = {
  'wrong-outcome': { explanation: 'The call ended in another way than the test expects.' },
} as const satisfies Record<string, { readonly explanation: string }>;
