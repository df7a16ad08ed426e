import type { SystemEncoding } from './system-encoding.ts';
import { genericName } from './system-encoding.ts';

/** An operation of AT, DC, IC, TLBI or of the prediction restrictions: an alias of SYS. */
export interface SystemOperation {
  readonly encoding: SystemEncoding;
  /** Whether it needs a general register; else it may have none. */
  readonly register: boolean;
  /** The architecture extension it came with; Armv8.0 if left out. */
  readonly feature?: string;
}

/** `fields` is op1, CRn, CRm and op2 as SYS has them. */
function operation(
  fields: string,
  register: boolean,
  feature: string | undefined,
): SystemOperation {
  const [op1 = 0, crn = 0, crm = 0, op2 = 0] = fields.replaceAll('c', '').split(' ').map(Number);
  const encoding = { op0: 1, op1, crn, crm, op2 };
  return { encoding, register, ...(feature === undefined ? {} : { feature }) };
}

const withRegister = (fields: string, feature?: string): SystemOperation =>
  operation(fields, true, feature);
const alone = (fields: string, feature?: string): SystemOperation =>
  operation(fields, false, feature);

/** By mnemonic and name (Arm ARM C5.4 to C5.5, as GNU as 2.40 knows them). */
export const systemOperations = {
  at: {
    s12e0r: withRegister('4 c7 c8 6'),
    s12e0w: withRegister('4 c7 c8 7'),
    s12e1r: withRegister('4 c7 c8 4'),
    s12e1w: withRegister('4 c7 c8 5'),
    s1e0r: withRegister('0 c7 c8 2'),
    s1e0w: withRegister('0 c7 c8 3'),
    s1e1r: withRegister('0 c7 c8 0'),
    s1e1rp: withRegister('0 c7 c9 0', 'FEAT_PAN2'),
    s1e1w: withRegister('0 c7 c8 1'),
    s1e1wp: withRegister('0 c7 c9 1', 'FEAT_PAN2'),
    s1e2r: withRegister('4 c7 c8 0'),
    s1e2w: withRegister('4 c7 c8 1'),
    s1e3r: withRegister('6 c7 c8 0'),
    s1e3w: withRegister('6 c7 c8 1'),
  },
  cfp: {
    rctx: withRegister('3 c7 c3 4', 'FEAT_SPECRES'),
  },
  cpp: {
    rctx: withRegister('3 c7 c3 7', 'FEAT_SPECRES'),
  },
  dc: {
    cgdsw: withRegister('0 c7 c10 6', 'FEAT_MTE'),
    cgdvac: withRegister('3 c7 c10 5', 'FEAT_MTE'),
    cgdvadp: withRegister('3 c7 c13 5', 'FEAT_MTE'),
    cgdvap: withRegister('3 c7 c12 5', 'FEAT_MTE'),
    cgsw: withRegister('0 c7 c10 4', 'FEAT_MTE'),
    cgvac: withRegister('3 c7 c10 3', 'FEAT_MTE'),
    cgvadp: withRegister('3 c7 c13 3', 'FEAT_MTE'),
    cgvap: withRegister('3 c7 c12 3', 'FEAT_MTE'),
    cigdpapa: withRegister('6 c7 c14 5', 'FEAT_RME'),
    cigdsw: withRegister('0 c7 c14 6', 'FEAT_MTE'),
    cigdvac: withRegister('3 c7 c14 5', 'FEAT_MTE'),
    cigsw: withRegister('0 c7 c14 4', 'FEAT_MTE'),
    cigvac: withRegister('3 c7 c14 3', 'FEAT_MTE'),
    cipapa: withRegister('6 c7 c14 1', 'FEAT_RME'),
    cisw: withRegister('0 c7 c14 2'),
    civac: withRegister('3 c7 c14 1'),
    csw: withRegister('0 c7 c10 2'),
    cvac: withRegister('3 c7 c10 1'),
    cvadp: withRegister('3 c7 c13 1', 'FEAT_DPB2'),
    cvap: withRegister('3 c7 c12 1', 'FEAT_DPB'),
    cvau: withRegister('3 c7 c11 1'),
    gva: withRegister('3 c7 c4 3', 'FEAT_MTE'),
    gzva: withRegister('3 c7 c4 4', 'FEAT_MTE'),
    igdsw: withRegister('0 c7 c6 6', 'FEAT_MTE'),
    igdvac: withRegister('0 c7 c6 5', 'FEAT_MTE'),
    igsw: withRegister('0 c7 c6 4', 'FEAT_MTE'),
    igvac: withRegister('0 c7 c6 3', 'FEAT_MTE'),
    isw: withRegister('0 c7 c6 2'),
    ivac: withRegister('0 c7 c6 1'),
    zva: withRegister('3 c7 c4 1'),
  },
  dvp: {
    rctx: withRegister('3 c7 c3 5', 'FEAT_SPECRES'),
  },
  ic: {
    ivau: withRegister('3 c7 c5 1'),
    iallu: alone('0 c7 c5 0'),
    ialluis: alone('0 c7 c1 0'),
  },
  tlbi: {
    aside1: withRegister('0 c8 c7 2'),
    aside1is: withRegister('0 c8 c3 2'),
    aside1os: withRegister('0 c8 c1 2', 'FEAT_TLBIOS'),
    ipas2e1: withRegister('4 c8 c4 1'),
    ipas2e1is: withRegister('4 c8 c0 1'),
    ipas2e1os: withRegister('4 c8 c4 0', 'FEAT_TLBIOS'),
    ipas2le1: withRegister('4 c8 c4 5'),
    ipas2le1is: withRegister('4 c8 c0 5'),
    ipas2le1os: withRegister('4 c8 c4 4', 'FEAT_TLBIOS'),
    ripas2e1: withRegister('4 c8 c4 2', 'FEAT_TLBIRANGE'),
    ripas2e1is: withRegister('4 c8 c0 2', 'FEAT_TLBIRANGE'),
    ripas2e1os: withRegister('4 c8 c4 3', 'FEAT_TLBIRANGE'),
    ripas2le1: withRegister('4 c8 c4 6', 'FEAT_TLBIRANGE'),
    ripas2le1is: withRegister('4 c8 c0 6', 'FEAT_TLBIRANGE'),
    ripas2le1os: withRegister('4 c8 c4 7', 'FEAT_TLBIRANGE'),
    rpalos: withRegister('6 c8 c4 7', 'FEAT_RME'),
    rpaos: withRegister('6 c8 c4 3', 'FEAT_RME'),
    rvaae1: withRegister('0 c8 c6 3', 'FEAT_TLBIRANGE'),
    rvaae1is: withRegister('0 c8 c2 3', 'FEAT_TLBIRANGE'),
    rvaae1os: withRegister('0 c8 c5 3', 'FEAT_TLBIRANGE'),
    rvaale1: withRegister('0 c8 c6 7', 'FEAT_TLBIRANGE'),
    rvaale1is: withRegister('0 c8 c2 7', 'FEAT_TLBIRANGE'),
    rvaale1os: withRegister('0 c8 c5 7', 'FEAT_TLBIRANGE'),
    rvae1: withRegister('0 c8 c6 1', 'FEAT_TLBIRANGE'),
    rvae1is: withRegister('0 c8 c2 1', 'FEAT_TLBIRANGE'),
    rvae1os: withRegister('0 c8 c5 1', 'FEAT_TLBIRANGE'),
    rvae2: withRegister('4 c8 c6 1', 'FEAT_TLBIRANGE'),
    rvae2is: withRegister('4 c8 c2 1', 'FEAT_TLBIRANGE'),
    rvae2os: withRegister('4 c8 c5 1', 'FEAT_TLBIRANGE'),
    rvae3: withRegister('6 c8 c6 1', 'FEAT_TLBIRANGE'),
    rvae3is: withRegister('6 c8 c2 1', 'FEAT_TLBIRANGE'),
    rvae3os: withRegister('6 c8 c5 1', 'FEAT_TLBIRANGE'),
    rvale1: withRegister('0 c8 c6 5', 'FEAT_TLBIRANGE'),
    rvale1is: withRegister('0 c8 c2 5', 'FEAT_TLBIRANGE'),
    rvale1os: withRegister('0 c8 c5 5', 'FEAT_TLBIRANGE'),
    rvale2: withRegister('4 c8 c6 5', 'FEAT_TLBIRANGE'),
    rvale2is: withRegister('4 c8 c2 5', 'FEAT_TLBIRANGE'),
    rvale2os: withRegister('4 c8 c5 5', 'FEAT_TLBIRANGE'),
    rvale3: withRegister('6 c8 c6 5', 'FEAT_TLBIRANGE'),
    rvale3is: withRegister('6 c8 c2 5', 'FEAT_TLBIRANGE'),
    rvale3os: withRegister('6 c8 c5 5', 'FEAT_TLBIRANGE'),
    vaae1: withRegister('0 c8 c7 3'),
    vaae1is: withRegister('0 c8 c3 3'),
    vaae1os: withRegister('0 c8 c1 3', 'FEAT_TLBIOS'),
    vaale1: withRegister('0 c8 c7 7'),
    vaale1is: withRegister('0 c8 c3 7'),
    vaale1os: withRegister('0 c8 c1 7', 'FEAT_TLBIOS'),
    vae1: withRegister('0 c8 c7 1'),
    vae1is: withRegister('0 c8 c3 1'),
    vae1os: withRegister('0 c8 c1 1', 'FEAT_TLBIOS'),
    vae2: withRegister('4 c8 c7 1'),
    vae2is: withRegister('4 c8 c3 1'),
    vae2os: withRegister('4 c8 c1 1', 'FEAT_TLBIOS'),
    vae3: withRegister('6 c8 c7 1'),
    vae3is: withRegister('6 c8 c3 1'),
    vae3os: withRegister('6 c8 c1 1', 'FEAT_TLBIOS'),
    vale1: withRegister('0 c8 c7 5'),
    vale1is: withRegister('0 c8 c3 5'),
    vale1os: withRegister('0 c8 c1 5', 'FEAT_TLBIOS'),
    vale2: withRegister('4 c8 c7 5'),
    vale2is: withRegister('4 c8 c3 5'),
    vale2os: withRegister('4 c8 c1 5', 'FEAT_TLBIOS'),
    vale3: withRegister('6 c8 c7 5'),
    vale3is: withRegister('6 c8 c3 5'),
    vale3os: withRegister('6 c8 c1 5', 'FEAT_TLBIOS'),
    alle1: alone('4 c8 c7 4'),
    alle1is: alone('4 c8 c3 4'),
    alle1os: alone('4 c8 c1 4', 'FEAT_TLBIOS'),
    alle2: alone('4 c8 c7 0'),
    alle2is: alone('4 c8 c3 0'),
    alle2os: alone('4 c8 c1 0', 'FEAT_TLBIOS'),
    alle3: alone('6 c8 c7 0'),
    alle3is: alone('6 c8 c3 0'),
    alle3os: alone('6 c8 c1 0', 'FEAT_TLBIOS'),
    paall: alone('6 c8 c7 4', 'FEAT_RME'),
    paallos: alone('6 c8 c1 4', 'FEAT_RME'),
    vmalle1: alone('0 c8 c7 0'),
    vmalle1is: alone('0 c8 c3 0'),
    vmalle1os: alone('0 c8 c1 0', 'FEAT_TLBIOS'),
    vmalls12e1: alone('4 c8 c7 6'),
    vmalls12e1is: alone('4 c8 c3 6'),
    vmalls12e1os: alone('4 c8 c1 6', 'FEAT_TLBIOS'),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, SystemOperation>>>>;

/** The mnemonics of the operations that Armv8.0 has; `sys` for any other. */
export type OperationKind = 'tlbi' | 'ic' | 'dc' | 'at' | 'sys';

const kinds = ['tlbi', 'ic', 'dc', 'at'] as const;

const byEncoding: ReadonlyMap<string, { readonly kind: OperationKind; readonly name: string }> =
  new Map(
    kinds.flatMap((kind) =>
      Object.entries<SystemOperation>(systemOperations[kind])
        .filter(([, { feature }]) => feature === undefined)
        .map(([name, { encoding }]) => [genericName(encoding), { kind, name }] as const),
    ),
  );

const features: ReadonlyMap<string, string> = new Map(
  Object.values(systemOperations)
    .flatMap((each) => Object.values<SystemOperation>(each))
    .flatMap(({ encoding, feature }) =>
      feature === undefined ? [] : [[genericName(encoding), feature]],
    ),
);

/** The extension that a SYS instruction came with; undefined for Armv8.0, and for one that has no name. */
export function systemOperationFeature(encoding: SystemEncoding): string | undefined {
  return features.get(genericName(encoding));
}

/** What a SYS instruction does: `tlbi` `vmalle1is`; `sys` and a generic name for one that Armv8.0 has no name for. */
export function systemOperationName(encoding: SystemEncoding): {
  readonly kind: OperationKind;
  readonly name: string;
} {
  const { op1, crn, crm, op2 } = encoding;
  const name = `#${op1}, c${crn}, c${crm}, #${op2}`;
  return byEncoding.get(genericName(encoding)) ?? { kind: 'sys', name };
}
