/** What features an instruction needs, as GNU as 2.40 has it. */
import type { Form } from '../../architecture/a64/form.ts';
import type { InstructionWord } from '../../architecture/a64/word.ts';
import { valueAt } from '../../architecture/a64/pattern.ts';
import type { SystemOperation } from '../../architecture/system-operations.ts';
import { systemOperations } from '../../architecture/system-operations.ts';
import type { Feature } from './feature.ts';
import type { Level } from './level.ts';

type Needs = readonly Feature[];

/** By the feature of the Arm manual that an instruction came with. What is a hint needs none. */
const byManual: Readonly<Record<string, Needs>> = {
  FEAT_BF16: ['bf16'],
  FEAT_CSSC: ['cssc'],
  FEAT_DIT: ['v8.4'],
  FEAT_DPB: ['v8.2'],
  FEAT_DPB2: ['cvadp'],
  FEAT_DotProd: ['v8.2', 'dotprod'],
  FEAT_FCMA: ['compnum'],
  FEAT_FHM: ['v8.2', 'fp16', 'fp16fml'],
  FEAT_FP16: ['fp16'],
  FEAT_FRINTTS: ['v8.5'],
  FEAT_FlagM: ['flagm'],
  FEAT_FlagM2: ['v8.5'],
  FEAT_HBC: ['hbc'],
  FEAT_I8MM: ['v8.2', 'i8mm'],
  FEAT_JSCVT: ['v8.3', 'fp'],
  FEAT_LOR: ['lor'],
  FEAT_LRCPC: ['rcpc'],
  FEAT_LRCPC2: ['v8.4'],
  FEAT_LS64: ['v8.6', 'ls64'],
  FEAT_LS64_ACCDATA: ['v8.6', 'ls64'],
  FEAT_LS64_V: ['v8.6', 'ls64'],
  FEAT_LSE: ['lse'],
  FEAT_MOPS: ['mops'],
  FEAT_MTE: ['memtag', 'v8.5'],
  FEAT_NMI: ['v8.8'],
  FEAT_PAN: ['pan'],
  FEAT_PAN2: ['v8.2'],
  FEAT_PAuth: ['pauth'],
  FEAT_RDM: ['rdm'],
  FEAT_SB: ['sb'],
  FEAT_SHA3: ['v8.2', 'sha3'],
  FEAT_SHA512: ['sha2'],
  FEAT_SM3: ['v8.2', 'sm4'],
  FEAT_SM4: ['v8.2', 'sm4'],
  FEAT_SME: ['sme'],
  FEAT_SPECRES: ['predres'],
  FEAT_SSBS: ['ssbs'],
  FEAT_TLBIOS: ['v8.4'],
  FEAT_TLBIRANGE: ['v8.4'],
  FEAT_TME: ['tme'],
  FEAT_UAO: ['v8.2'],
  FEAT_WFxT: ['v8.7'],
  FEAT_XS: ['v8.7'],
};

/** Forms that need something else. */
const byForm: Readonly<Record<string, Needs>> = {
  'CRC32/CRC32C': ['crc'],
  'MSR (immediate) TCO': ['memtag'],
  'SETGP/SETGM/SETGE': ['mops', 'memtag'],
};

const byGroup: Readonly<Record<string, Needs>> = {
  'Cryptographic AES': ['aes'],
  'Cryptographic three-register SHA': ['sha2'],
  'Cryptographic two-register SHA': ['sha2'],
  Hints: [],
};

/** Mnemonics that GNU as knows from a later version than what they stand for. */
const byMnemonic: Readonly<Record<string, Needs>> = { bfc: ['v8.2'], dfb: ['r'], rev64: ['v8.2'] };

/** System registers by their names; written as s3_0_c1_c2_3, none needs anything. */
const byRegister: readonly (readonly [names: RegExp, needs: Needs])[] = [
  [/^(ttbr1_el2)$/, ['v8.1', 'a']],
  [/^vsttbr_el2$/, ['v8.4', 'a']],
  [/^(ttbr0|vttbr)_el2$/, ['a']],
  [/^zcr_el\d+$|^id_aa64zfr0_el1$/, ['sve']],
  [
    /^(smcr_el\d+|id_aa64smfr0_el1|mpamsm_el1|smidr_el1|smpri_el1|smprimap_el2|svcr|tpidr2_el0)$/,
    ['sme'],
  ],
  [/^uao$/, ['v8.2']],
  [/^(id_pfr2_el1|scxtnum_el\d+)$/, ['v8.5']],
  [/^(hcrx_el2|pmsnevfr_el1)$/, ['v8.7']],
  [/^pan$/, ['pan']],
  [/^ssbs$/, ['ssbs']],
  [
    /^(amevcntvoff\d+_el2|amcg1idr_el0|cnt[pv]ctss_el0|cntpoff_el2|h[ad]?fg[ri]\w*_el2|hafgrtr_el2|hdfgwtr_el2|hfgwtr_el2)$/,
    ['v8.6'],
  ],
  [
    /^(am(cfgr|cgcr|cr|userenr|cnten(clr|set)\d|evcntr\d+|evtyper\d+)_el0|cnth[pv]s_(ctl|cval|tval)_el2|dit|pmmir_el1|sder32_el2|trfcr_el\d+|vncr_el2|vstcr_el2)$/,
    ['v8.4'],
  ],
  [/^(gcr_el1|gmid_el1|rgsr_el1|tco|tfsr_el\d+|tfsre0_el1)$/, ['memtag']],
  [/^(allint|icc_nmiar1_el1)$/, ['v8.8']],
  [/^lor(c|ea|id|n|sa)_el1$/, ['lor']],
  [/^(ap[digb][ab]?key(hi|lo)_el1|apgakey(hi|lo)_el1|ccsidr2_el1)$/, ['v8.3']],
  [/^(v?disr_el\d|err(idr|selr)_el1|erx\w+_el1|vsesr_el2)$/, ['ras']],
  [/^pm(bidr|blimitr|bptr|bsr|scr|sevfr|sfcr|sicr|sidr|sirr|slatfr)_el\d+$/, ['profile']],
  [/^rndr(rs)?$/, ['rng']],
  [/_el3$/, ['a']],
  [/_el[01]2$|^cnthv_\w+_el2$|^contextidr_el2$/, ['v8.1']],
];

/** Registers of later extensions that GNU as does not check. */
const unchecked = /^(brb|csr|mpam|trb|pmscr_el12$)/;

function needsOfRegister(name: string): Needs {
  const row = byRegister.find(([names]) => names.test(name));
  return row === undefined || (unchecked.test(name) && row[1].includes('v8.1')) ? [] : row[1];
}

/** An instruction as it is written: its mnemonic, and the texts of its operands. */
export interface Written {
  readonly mnemonic: string;
  readonly operands: readonly { readonly text: string }[];
}

const operationTables: Readonly<Record<string, Readonly<Record<string, SystemOperation>>>> =
  systemOperations;

/** The operation of DC, TLBI and their kin. */
function operationOf(mnemonic: string, name: string): SystemOperation | undefined {
  const operations = Object.hasOwn(operationTables, mnemonic)
    ? operationTables[mnemonic]
    : undefined;
  return operations !== undefined && Object.hasOwn(operations, name) ? operations[name] : undefined;
}

/** The size of the elements that a polynomial product is made of; 3 for the doublewords of AES. */
const doublewords = 3;

/** All features that the instruction needs besides those of every level. */
export function needsOf(form: Form, word: InstructionWord, written: Written): Needs {
  const { mnemonic, operands } = written;
  if (mnemonic === 'mrs' || mnemonic === 'msr') {
    const name = operands[mnemonic === 'mrs' ? 1 : 0]?.text ?? '';
    // MSR (immediate) writes fields of PSTATE by the same names.
    if (form.name === 'MRS' || form.name === 'MSR (register)') {
      return needsOfRegister(name);
    }
  }
  const operation = operationOf(mnemonic, operands[0]?.text ?? '');
  if (operation !== undefined) {
    const { feature } = operation;
    return feature === 'FEAT_MTE' ? ['memtag'] : (byManual[feature ?? ''] ?? []);
  }
  if (form.name === 'PMULL, PMULL2' && valueAt(form.pattern, 'size', word) === doublewords) {
    return ['aes'];
  }
  const own = byForm[form.name] ?? byGroup[form.group];
  if (own !== undefined) {
    return own;
  }
  const later = form.feature === undefined ? [] : (byManual[form.feature] ?? []);
  if (form.feature !== undefined && form.feature !== 'FEAT_FP16') {
    return later;
  }
  return [...later, ...byRegisters(form), ...(form.fp ? [] : (byMnemonic[mnemonic] ?? []))];
}

/** Loads, stores and moves of FPCR and FPSR are not checked. */
function byRegisters({ fp, group, name }: Form): Needs {
  if (!fp || group.startsWith('Load') || name.endsWith('FPCR/FPSR')) {
    return [];
  }
  return [group.startsWith('Advanced SIMD') ? 'simd' : 'fp'];
}

/** What the level lacks of it. */
export function missingFeatures(needs: Needs, level: Level): Needs {
  return needs.filter((feature) => !level.features.has(feature));
}
