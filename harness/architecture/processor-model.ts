/** The processors that the machine can be, by what `cpu:` and `--cpu` call them. */
export const processorNames = ['cortex-a72', 'max'] as const;
export type ProcessorName = (typeof processorNames)[number];

/** What a processor has, as far as it decides what instructions do. */
export interface ProcessorModel {
  readonly name: ProcessorName;
  /** As messages write it. */
  readonly title: string;
  /** What it has of the extensions that came after Armv8.0, by the manual's names. All others are absent. */
  readonly features: ReadonlySet<string>;
  /** Whether what needs an absent feature is refused; else it is UNDEFINED, or no effect of a hint. */
  readonly refusesAbsent: boolean;
}

/** Armv8.0 with CRC32 and the cryptography of Armv8.0 (Cortex-A72 Technical Reference Manual, 1.3). */
export const cortexA72: ProcessorModel = {
  name: 'cortex-a72',
  title: 'Cortex-A72',
  features: new Set(),
  refusesAbsent: false,
};

/**
 * A processor of hcall's own: a Cortex-A72 and the extensions below. It is this table, not what an engine has under the name, which
 * differs from version to version; its ID registers say the same. Software that goes by them never uses anything else.
 */
export const max: ProcessorModel = {
  name: 'max',
  title: "hcall's max",
  features: new Set([
    // Armv8.1
    'FEAT_LSE',
    'FEAT_PAN',
    'FEAT_RDM',
    // Armv8.2
    'FEAT_UAO',
    'FEAT_DPB',
    'FEAT_FP16',
    'FEAT_FHM',
    'FEAT_DotProd',
    'FEAT_SHA3',
    'FEAT_SHA512',
    'FEAT_SM3',
    'FEAT_SM4',
    // Armv8.3
    'FEAT_PAuth',
    'FEAT_FCMA',
    'FEAT_JSCVT',
    'FEAT_LRCPC',
    // Armv8.4
    'FEAT_FlagM',
    'FEAT_LRCPC2',
    // Armv8.5
    'FEAT_BTI',
    'FEAT_SB',
    'FEAT_FlagM2',
    'FEAT_FRINTTS',
    'FEAT_DPB2',
  ]),
  refusesAbsent: true,
};

export const processorModels: Readonly<Record<ProcessorName, ProcessorModel>> = {
  'cortex-a72': cortexA72,
  max,
};

/** What nobody chooses otherwise. */
export const defaultProcessor = processorModels['cortex-a72'];

/** The processor of code that is for `declared`, where `chosen` goes before that. */
export function processorFor(
  declared: ProcessorName | undefined,
  chosen: ProcessorName | undefined,
): ProcessorName {
  return chosen ?? declared ?? defaultProcessor.name;
}
