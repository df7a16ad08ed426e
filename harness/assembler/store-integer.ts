/** Writes the low `size` bytes of a value, negative ones in two's complement, the lowest first. */
export function storeInteger(bytes: Uint8Array, at: number, size: number, value: bigint): void {
  let rest = BigInt.asUintN(size * 8, value);
  for (let index = 0; index < size; index++) {
    bytes[at + index] = Number(rest & 0xffn);
    rest >>= 8n;
  }
}
