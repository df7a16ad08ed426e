/**
 * What architectures, processors and extensions of GNU as 2.40 have, as far as an instruction or a name that hcall knows
 * depends on it. A feature is an extension by the name that `.arch` gives it, or what a version added besides:
 * `v8.2`; `a` is what the A profile has and the R profile has not, `r` the other way round.
 */
export type Feature =
  | 'a'
  | 'r'
  | 'v8.1'
  | 'v8.2'
  | 'v8.3'
  | 'v8.4'
  | 'v8.5'
  | 'v8.6'
  | 'v8.7'
  | 'v8.8'
  | 'cvadp'
  | ExtensionName;

/** Extensions without those that stand for others, and with those of SVE and SME, which say what they bring along. */
type ExtensionName = (typeof extensionNames)[number];

const extensionNames = [
  'aes',
  'bf16',
  'compnum',
  'crc',
  'cssc',
  'dotprod',
  'f32mm',
  'f64mm',
  'flagm',
  'fp',
  'fp16',
  'fp16fml',
  'hbc',
  'i8mm',
  'lor',
  'ls64',
  'lse',
  'memtag',
  'mops',
  'pan',
  'pauth',
  'predres',
  'profile',
  'ras',
  'rcpc',
  'rdm',
  'rng',
  'sb',
  'sha2',
  'sha3',
  'simd',
  'sm4',
  'sme',
  'sme-f64',
  'sme-i64',
  'ssbs',
  'sve',
  'sve2',
  'sve2-aes',
  'sve2-bitperm',
  'sve2-sha3',
  'sve2-sm4',
  'tme',
] as const;

/** What an extension cannot be without: it is added with it, and removed when that is. */
const needed: Readonly<Partial<Record<Feature, readonly Feature[]>>> = {
  aes: ['simd'],
  compnum: ['fp16', 'simd'],
  f32mm: ['sve'],
  f64mm: ['sve'],
  fp16: ['fp'],
  fp16fml: ['fp16'],
  rdm: ['simd'],
  sha2: ['simd'],
  sha3: ['sha2'],
  simd: ['fp'],
  sm4: ['simd'],
  sme: ['sve2', 'bf16'],
  'sme-f64': ['sme'],
  'sme-i64': ['sme'],
  sve: ['fp16', 'simd', 'compnum'],
  sve2: ['sve'],
  'sve2-aes': ['sve2', 'aes'],
  'sve2-bitperm': ['sve2'],
  'sve2-sha3': ['sve2', 'sha3'],
  'sve2-sm4': ['sve2', 'sm4'],
};

/** Names that stand for other extensions. */
const collective: Readonly<Record<string, readonly Feature[]>> = {
  crypto: ['aes', 'sha2'],
  rdma: ['rdm'],
};

/** Every name that may follow a '+', with what it adds. */
export const extensions: ReadonlyMap<string, readonly Feature[]> = new Map<
  string,
  readonly Feature[]
>([
  ...extensionNames.map((name): [string, readonly Feature[]] => [name, [name]]),
  ...Object.entries(collective),
]);

/** The features with all that they need. */
export function withNeeded(features: Iterable<Feature>): Set<Feature> {
  const all = new Set<Feature>();
  const add = (feature: Feature): void => {
    if (!all.has(feature)) {
      all.add(feature);
      (needed[feature] ?? []).forEach(add);
    }
  };
  for (const feature of features) {
    add(feature);
  }
  return all;
}

/** The features without some, and without all that needs these. */
export function without(features: ReadonlySet<Feature>, removed: readonly Feature[]): Set<Feature> {
  const isGone = (feature: Feature): boolean =>
    removed.includes(feature) || (needed[feature] ?? []).some(isGone);
  return new Set([...features].filter((feature) => !isGone(feature)));
}

const list = (text: string): readonly Feature[] => text.split(' ') as Feature[];

const v80 = list('a fp simd ras');
const v81 = [...v80, ...list('v8.1 crc lor lse pan rdm')];
const v82 = [...v81, ...list('v8.2')];
const v83 = [...v82, ...list('v8.3 compnum pauth rcpc')];
const v84 = [...v83, ...list('v8.4 dotprod flagm fp16fml')];
const v85 = [...v84, ...list('v8.5 cvadp predres sb ssbs')];
const v86 = [...v85, ...list('v8.6 bf16 i8mm')];
const v87 = [...v86, ...list('v8.7 ls64')];
const v88 = [...v87, ...list('v8.8 hbc mops')];
const v8r: readonly Feature[] = [
  ...v84.filter((feature) => feature !== 'a' && feature !== 'lor'),
  'r',
];
const v9 = list('fp16 fp16fml sve sve2');

/** Compnum and fp16fml are in these without half precision, which `+compnum` and `+fp16fml` bring along. */
export const architectures: ReadonlyMap<string, readonly Feature[]> = new Map([
  ['armv8-a', v80],
  ['armv8.1-a', v81],
  ['armv8.2-a', v82],
  ['armv8.3-a', v83],
  ['armv8.4-a', v84],
  ['armv8.5-a', v85],
  ['armv8.6-a', v86],
  ['armv8.7-a', v87],
  ['armv8.8-a', v88],
  ['armv8-r', v8r],
  ['armv9-a', [...v85, ...v9]],
  ['armv9.1-a', [...v86, ...v9]],
  ['armv9.2-a', [...v87, ...v9]],
  ['armv9.3-a', [...v88, ...v9]],
]);

const dotProducts = [...v82, ...list('dotprod fp16 rcpc')];
const safeDotProducts = [...dotProducts, ...list('ssbs')];
const profiled = [...safeDotProducts, ...list('profile')];
const crypto = list('crc aes sha2');
const armv9 = [...v85, ...v9, ...list('bf16 i8mm memtag')];

export const processors: ReadonlyMap<string, readonly Feature[]> = new Map([
  ['generic', v80],
  ...['cortex-a34', 'cortex-a35', 'cortex-a53', 'cortex-a57', 'cortex-a72', 'cortex-a73'].map(
    (name): [string, readonly Feature[]] => [name, [...v80, 'crc']],
  ),
  ['cortex-a55', dotProducts],
  ['cortex-a65', safeDotProducts],
  ['cortex-a65ae', safeDotProducts],
  ['cortex-a75', dotProducts],
  ['cortex-a76', dotProducts],
  ['cortex-a76ae', safeDotProducts],
  ['cortex-a77', safeDotProducts],
  ['cortex-a78', profiled],
  ['cortex-a78ae', profiled],
  ['cortex-a78c', [...profiled, ...list('flagm pauth')]],
  ['cortex-a510', armv9],
  ['cortex-a710', armv9],
  ['cortex-r82', v8r],
  ['cortex-x1', profiled],
  ['cortex-x2', armv9],
  ['ares', [...dotProducts, 'profile']],
  ['neoverse-e1', safeDotProducts],
  ['neoverse-n1', [...dotProducts, 'profile']],
  ['neoverse-n2', [...armv9, 'rng']],
  ['neoverse-v1', [...v84, ...list('bf16 cvadp fp16 fp16fml i8mm profile rng ssbs sve')]],
  ['exynos-m1', [...v80, ...crypto]],
  ['falkor', [...v80, ...crypto, 'rdm']],
  ['qdf24xx', [...v80, ...crypto, 'rdm']],
  ['saphira', [...v84, ...list('aes sha2 profile')]],
  ['thunderx', [...v80, ...crypto]],
  ['vulcan', [...v81, ...list('aes sha2')]],
  ['xgene-1', v80],
  ['xgene1', v80],
  ['xgene2', [...v80, 'crc']],
]);
