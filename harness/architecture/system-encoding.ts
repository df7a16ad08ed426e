/** Where MSR, MRS and SYS instructions carry a system register or operation (Arm ARM, C5.1.2). */
export interface SystemEncoding {
  readonly op0: number;
  readonly op1: number;
  readonly crn: number;
  readonly crm: number;
  readonly op2: number;
}

/** The generic spelling, which every register has: `s3_4_c12_c0_0`. */
export type GenericName = `s${number}_${number}_c${number}_c${number}_${number}`;

export function genericName({ op0, op1, crn, crm, op2 }: SystemEncoding): GenericName {
  return `s${op0}_${op1}_c${crn}_c${crm}_${op2}`;
}

/** What a generic spelling says; undefined for other text. */
export function parseGenericName(text: string): SystemEncoding | undefined {
  const match = /^s([0-3])_([0-7])_c(\d|1[0-5])_c(\d|1[0-5])_([0-7])$/.exec(text);
  if (match === null) {
    return undefined;
  }
  const [op0 = 0, op1 = 0, crn = 0, crm = 0, op2 = 0] = match.slice(1).map(Number);
  return { op0, op1, crn, crm, op2 };
}
