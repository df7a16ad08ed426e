import { binary, input, opaque } from '../../expression/expression.ts';
import type { Form, Location, Value } from './form.ts';
import { form } from './form.ts';
import type { Fields } from './pattern.ts';
import { systemLocations as locations } from './system-location.ts';
import {
  add,
  addWithCarry,
  constant,
  extend,
  extract,
  inserted,
  not,
  or,
  setFlags,
  setX,
  setXOrSp,
  sub,
  x,
  xOrSp,
} from './values.ts';

/** The allocation tag of an address is in bits 59 to 56. */
const tagLow = 56;
const tagWidth = 4;

const tagOf = (address: Value): Value => extract(address, tagLow, tagWidth);

/** GCR_EL1.Exclude, and RRND. */
const tagControl: Value = input<Location>(locations.gcrEl1, 17);

/** ADDG and SUBG: the sum, with the tag that is so many after the address's own. */
function tagged({ uimm6 = 0, uimm4 = 0, Rn = 0, Rd = 0 }: Fields, operate: typeof add) {
  const address = xOrSp(Rn);
  const exclude = extract(tagControl, 0, 16);
  const tag = opaque(
    'ChooseNonExcludedTag',
    [tagOf(address), exclude, constant(uimm4, 4)],
    tagWidth,
  );
  const sum = operate(address, constant(uimm6 * 16, 64));
  return { writes: setXOrSp(Rd, inserted(sum, tag, tagLow)) };
}

/** Bits 55 to 0 with their sign. */
const untagged = (number: number): Value =>
  extend('sign-extend', extract(xOrSp(number), 0, tagLow), 64);

const addSubtract = 'Add/subtract (immediate, with tags)';
const twoSources = 'Data-processing (2 source)';
const feature = 'FEAT_MTE';

/** The instructions of FEAT_MTE that are data processing: Arm ARM, C4.1.92, C4.1.95. */
export const memoryTagging: readonly Form[] = [
  form(
    'ADDG',
    '1 0 0 100011 0 uimm6:6 (0)(0) uimm4:4 Rn Rd',
    {
      group: addSubtract,
      feature,
      syntaxes: [{ text: 'addg XSP:Rd, XSP:Rn, u:uimm6*16, u:uimm4', fixed: {} }],
    },
    (fields) => tagged(fields, add),
  ),
  form(
    'SUBG',
    '1 1 0 100011 0 uimm6:6 (0)(0) uimm4:4 Rn Rd',
    {
      group: addSubtract,
      feature,
      syntaxes: [{ text: 'subg XSP:Rd, XSP:Rn, u:uimm6*16, u:uimm4', fixed: {} }],
    },
    (fields) => tagged(fields, sub),
  ),
  form(
    'IRG',
    '1 0 0 11010110 Rm 000100 Rn Rd',
    {
      group: twoSources,
      feature,
      syntaxes: [{ text: 'irg XSP:Rd, XSP:Rn, X:Rm?31', fixed: {} }],
    },
    ({ Rm = 0, Rn = 0, Rd = 0 }) => {
      const seed = input<Location>(locations.rgsrEl1, 64);
      const sources = [x(Rm, 16), tagControl, seed];
      return {
        writes: [
          ...setXOrSp(Rd, inserted(xOrSp(Rn), opaque('IRG', sources, tagWidth), tagLow)),
          { location: locations.rgsrEl1, value: opaque('NextRandomTagBit', sources, 64) },
        ],
      };
    },
  ),
  form(
    'GMI',
    '1 0 0 11010110 Rm 000101 Rn Rd',
    {
      group: twoSources,
      feature,
      syntaxes: [{ text: 'gmi X:Rd, XSP:Rn, X:Rm', fixed: {} }],
    },
    ({ Rm = 0, Rn = 0, Rd = 0 }) => {
      const tag = extend('zero-extend', tagOf(xOrSp(Rn)), 64);
      return { writes: setX(Rd, or(x(Rm), binary('shl', constant(1, 64), tag))) };
    },
  ),
  form(
    'SUBP/SUBPS',
    '1 0 S 11010110 Rm 000000 Rn Rd',
    {
      group: twoSources,
      feature,
      syntaxes: [
        { text: 'subp X:Rd, XSP:Rn, XSP:Rm', fixed: { S: 0 } },
        { text: 'cmpp XSP:Rn, XSP:Rm', fixed: { S: 1, Rd: 31 } },
        { text: 'subps X:Rd, XSP:Rn, XSP:Rm', fixed: { S: 1 } },
      ],
    },
    ({ S = 0, Rm = 0, Rn = 0, Rd = 0 }) => {
      const { result, flags } = addWithCarry(untagged(Rn), not(untagged(Rm)), constant(1, 1));
      return { writes: [...setX(Rd, result), ...(S === 1 ? setFlags(flags) : [])] };
    },
  ),
];
