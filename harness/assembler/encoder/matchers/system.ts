import type { SystemEncoding } from '../../../architecture/system-encoding.ts';
import { parseGenericName } from '../../../architecture/system-encoding.ts';
import { systemRegisters } from '../../../architecture/system-registers.ts';
import type { Matcher } from './miss.ts';
import { wrongValue } from './miss.ts';

const names: ReadonlyMap<string, string> = new Map(Object.entries(systemRegisters));

/** The first name of each encoding, by its generic spelling. */
const byEncoding: ReadonlyMap<string, string> = new Map(
  [...names].toReversed().map(([name, encoding]) => [encoding, name]),
);

/** A generic spelling in lower case, whose numbers may begin with zeros. */
export function readGenericName(text: string): SystemEncoding | undefined {
  return parseGenericName(text.replaceAll(/(?<!\d)0+(?=\d)/g, ''));
}

/** A system register of MRS and MSR, by its name or its generic spelling, which begins with s2 or s3. */
export const systemRegister: Matcher = {
  match: ({ text }) => {
    const encoding = readGenericName(names.get(text) ?? text);
    if (encoding === undefined || encoding.op0 < 2) {
      const error = () =>
        `'${text}' is not a system register: one without a name here is written s3_<op1>_c<n>_c<m>_<op2>`;
      return { ...wrongValue(error), names: () => names.keys() };
    }
    const { op0, op1, crn: CRn, crm: CRm, op2 } = encoding;
    return { o0: op0 - 2, op1, CRn, CRm, op2 };
  },
  print: (valueOf) => {
    const numbers = [2 + valueOf('o0'), valueOf('op1'), valueOf('CRn'), valueOf('CRm')];
    const [op0, op1, crn, crm] = numbers.map(String);
    const generic = `s${op0}_${op1}_c${crn}_c${crm}_${valueOf('op2')}`;
    return byEncoding.get(generic) ?? generic;
  },
};

/** `c0` to `c15` of SYS and SYSL. */
export function compileControlRegister(place: string): Matcher {
  return {
    match: ({ text }) => {
      const number = /^c(\d|1[0-5])$/.exec(text)?.[1];
      return number === undefined
        ? wrongValue(() => `expected c0 to c15, found '${text}'`)
        : { [place]: Number(number) };
    },
    print: (valueOf) => `C${valueOf(place)}`,
  };
}
