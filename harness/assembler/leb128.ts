/** DWARF 5, 7.6: seven bits a byte, the lowest first; bit 7 says that another byte follows. Negative numbers count as their 64 bits. */
export function unsignedLeb(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value < 0n ? BigInt.asUintN(64, value) : value;
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return bytes;
}

/** As {@link unsignedLeb}, but of a signed number of any size: the last byte's bit 6 is its sign. */
export function signedLeb(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    if (rest === ((low & 0x40) === 0 ? 0n : -1n)) {
      return [...bytes, low];
    }
    bytes.push(low | 0x80);
  }
}
