/** An instruction of the matrix. Its address is in x0, x3 is 0, and what it stores in x1 and x2. */
export interface MatrixAccess {
  readonly text: string;
  readonly word: number;
  /** Bytes that its address is a multiple of, mostly. */
  readonly alignment: number;
  /** It must be, whatever the memory. */
  readonly strict?: true;
}

const row = (text: string, word: number, alignment: number): MatrixAccess => ({
  text,
  word,
  alignment,
});

/** Words as GNU as 2.40 has them. */
export const matrixAccesses: readonly MatrixAccess[] = [
  row('ldr x1, [x0]', 0xf940_0001, 8),
  row('ldr w1, [x0]', 0xb940_0001, 4),
  row('ldrh w1, [x0]', 0x7940_0001, 2),
  row('ldrb w1, [x0]', 0x3940_0001, 1),
  row('ldrsw x1, [x0]', 0xb980_0001, 4),
  row('ldrsh w1, [x0]', 0x79c0_0001, 2),
  row('ldrsh x1, [x0]', 0x7980_0001, 2),
  row('ldrsb x1, [x0]', 0x3980_0001, 1),
  row('ldrsb w1, [x0, x3]', 0x38e3_6801, 1),
  row('str x1, [x0]', 0xf900_0001, 8),
  row('str xzr, [x0]', 0xf900_001f, 8),
  row('str w1, [x0]', 0xb900_0001, 4),
  row('strh w1, [x0]', 0x7900_0001, 2),
  row('strb w1, [x0]', 0x3900_0001, 1),
  row('stur x1, [x0]', 0xf800_0001, 8),
  row('ldtr x1, [x0]', 0xf840_0801, 8),
  row('ldtrsw x1, [x0]', 0xb880_0801, 4),
  row('sttr w1, [x0]', 0xb800_0801, 4),
  row('ldp x1, x2, [x0]', 0xa940_0801, 8),
  row('stp x1, x2, [x0]', 0xa900_0801, 8),
  row('ldr x1, [x0], #0', 0xf840_0401, 8),
  { ...row('ldar x1, [x0]', 0xc8df_fc01, 8), strict: true },
  { ...row('stlrh w1, [x0]', 0x489f_fc01, 2), strict: true },
  { ...row('ldxr x1, [x0]', 0xc85f_7c01, 8), strict: true },
  row('dc zva, x0', 0xd50b_7420, 1),
];
