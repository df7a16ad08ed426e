/** The part of keystone-wasm that is used here; its package hides its own types. */
declare module 'keystone-wasm' {
  export class Keystone {
    constructor(architecture: number, mode: number);
    /** Throws on a refusal. */
    asm(text: string, options?: { address?: number | bigint }): Uint8Array;
  }
  export const Const: {
    readonly KS_ARCH_ARM64: number;
    readonly KS_MODE_LITTLE_ENDIAN: number;
  };
  /** Once for a process; later calls do nothing. */
  export function loadKeystone(options: { wasmBinary: Uint8Array }): Promise<void>;
}
