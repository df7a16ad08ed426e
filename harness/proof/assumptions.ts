import type { Passage } from '../calls/call-record.ts';
import type { Path } from '../flow/explore.ts';
import { assumptionTexts } from '../sweep/assumptions.ts';
import type { ProofSetting } from './proof-setting.ts';
import type { ProvedWay } from './proved-way.ts';

/** What every proof takes for granted. */
const always = [
  'stacks and regions are mapped, aligned and apart from one another, and a stack has room for what is pushed',
  'no interrupt comes, no other processor writes, exclusive stores succeed, and nothing UNPREDICTABLE is done',
] as const;

/** What the proof of a way takes for granted, as sentences. */
export function assumptionsOf(
  { session }: ProofSetting,
  { way }: ProvedWay,
  paths: readonly Path[],
): string[] {
  const callsFunction = paths.some(({ record }) => record.called.length > 0);
  const acts = paths.flatMap(({ record }) => record.passages);
  const ofPaths = paths.flatMap((path) => assumptionTexts(path, session));
  return [
    ...always,
    ...(way.caller === 'aarch32'
      ? ['the upper halves of x0-x30 are what the seed gave them where AArch32 calls']
      : []),
    ...(way.caller === 'guest' ? ['a guest has a VMID and a stage 2 table that are not 0'] : []),
    ...(callsFunction ? [ofFunctions(acts.filter(({ kind }) => kind === 'function'))] : []),
    ...(acts.some(({ kind }) => kind === 'firmware')
      ? [
          'firmware keeps to the SMC calling convention, and stores nowhere that EL2 reads but where `smc:` says it',
        ]
      : []),
    ...[...new Set(ofPaths)].toSorted(),
  ];
}

/** What is taken for granted of the functions that paths call. */
function ofFunctions(functions: readonly Passage[]): string {
  const isWhole = functions.some(({ deed }) => deed?.act.changed.has('v0'));
  const doesMore = functions.some(
    ({ deed }) =>
      deed !== undefined &&
      deed.act.behaviour.stores.length + deed.act.behaviour.changes.length > 0,
  );
  const keeps = isWhole ? 'system registers' : 'vector and system registers';
  const but = doesMore ? ' but where its stand-in says it' : '';
  return `a function that is called is not in the first page of memory, follows AAPCS64, comes back, leaves ${keeps} as they are, and stores nowhere that EL2 reads${but}`;
}
