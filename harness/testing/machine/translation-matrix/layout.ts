/** Where everything is in physical memory; scripts/translation-matrix-agent.S has the same. */
export const layout = {
  /** Two pages: what EL1 and what EL2 runs. */
  code: { 1: 0x4020_0000n, 2: 0x4020_1000n },
  /** In each of them, the instruction, and SVC after it; below are the vectors. */
  instruction: 0x800n,
  tables: 0x4040_0000n,
  tablesSize: 0x4_0000n,
  /** What is accessed. */
  targets: 0x5800_0000n,
  targetsSize: 0x40_0000n,
} as const;

/** SVC with this immediate ends a trial. */
export const end = 0xffff;

const svc = (immediate: number): bigint => BigInt((0xd400_0001 | (immediate << 5)) >>> 0);
const smc = (immediate: number): bigint => BigInt((0xd400_0003 | (immediate << 5)) >>> 0);

const endWord = svc(end);

/** The number of a page of `targets`. */
export const pageOf = (address: bigint): number => Number((address - layout.targets) >> 12n);

export const isTarget = (address: bigint): boolean =>
  address >= layout.targets && address < layout.targets + layout.targetsSize;

/** The eight bytes at a multiple of eight in `targets`: an SVC that names the page, and the address. */
export const contentOf = (address: bigint): bigint => (address << 32n) | svc(pageOf(address));

/** The bytes of `targets`. */
export function targetBytes(): Uint8Array {
  const words = Array.from({ length: Number(layout.targetsSize / 8n) }, (_, index) =>
    contentOf(layout.targets + BigInt(index) * 8n),
  );
  return new Uint8Array(BigUint64Array.from(words).buffer);
}

/** The page of code of a level: each vector is an SMC. */
export function codeBytes(level: 1 | 2): Uint8Array {
  const words = new Uint32Array(0x400);
  for (let slot = 0; slot < 16; slot += 1) {
    words[slot * 0x20] = Number(smc(level));
  }
  words[Number(layout.instruction) / 4 + 1] = Number(endWord);
  return new Uint8Array(words.buffer);
}
