/** The part of capstone-wasm 1.0 that is used here; the package's `exports` hide its own types. */
declare module 'capstone-wasm' {
  interface CapstoneInstruction {
    readonly mnemonic: string;
    readonly opStr: string;
  }

  export class Capstone {
    constructor(architecture: number, mode: number);
    disasm(
      data: Uint8Array,
      options: { readonly address: bigint; readonly count: number },
    ): readonly CapstoneInstruction[];
    close(): void;
  }

  export const Const: { readonly CS_ARCH_ARM64: number; readonly CS_MODE_LITTLE_ENDIAN: number };

  /** Loads the module; needed once. */
  export function loadCapstone(options?: { readonly wasmBinary?: Uint8Array }): Promise<void>;
}
