import type { Assumption, Path } from '../flow/explore.ts';
import { printValue } from '../flow/print.ts';
import type { ProofSetting } from './prove-table.ts';
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
  const ofPaths = paths.flatMap(({ flow, assumptions }) =>
    assumptions.map((assumption) =>
      textOf(assumption, (value) => printValue(flow, value, (at) => session.nameOfCode(at))),
    ),
  );
  return [
    ...always,
    ...(way.caller === 'guest' ? ['a guest has a VMID and a stage 2 table that are not 0'] : []),
    ...(callsFunction
      ? ['a function that is called follows AAPCS64, comes back, and stores only to its own stack']
      : []),
    ...[...new Set(ofPaths)].toSorted(),
  ];
}

function textOf(
  { value, side }: Assumption,
  print: (value: Assumption['value']) => string,
): string {
  const text = print(value);
  return side === 'outside'
    ? `${text} is no address of the vectors' own code, nor of the first page`
    : `${text} is 0x${side.toString(16)}`;
}
