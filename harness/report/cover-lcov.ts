import type { Coverage, CoveredFile } from '../coverage/coverage.ts';

/**
 * Coverage as a tracefile of LCOV (man 1 geninfo, "FILES"), which genhtml and the usual services read. A line's count
 * is the sum over its instructions; each condition is a branch block of two.
 */
export function coverLcov(
  { files }: Pick<Coverage, 'files'>,
  absolute: (file: string) => string,
): string {
  return files.map((file) => record(file, absolute)).join('');
}

function record(
  { file, functions, lines }: CoveredFile,
  absolute: (file: string) => string,
): string {
  // Excused lines are left out: a reader of the tracefile knows no excuses.
  const counted = lines.filter(({ marker }) => marker?.kind !== 'unreachable');
  const branches = counted.flatMap(({ line, instructions, marker }) =>
    instructions.flatMap(({ outcomes, count }, block) => {
      if (outcomes === undefined) {
        return [];
      }
      const taken = (times: number): string => (count === 0 ? '-' : String(times));
      return [
        ...(marker?.kind === 'never' ? [] : [`${line},${block},0,${taken(outcomes.held)}`]),
        ...(marker?.kind === 'always' ? [] : [`${line},${block},1,${taken(outcomes.failed)}`]),
      ];
    }),
  );
  const lineCounts = counted.map(({ line, instructions }): [number, number] => [
    line,
    instructions.reduce((sum, { count }) => sum + count, 0),
  ]);
  const nameOf = ({ name, abi }: (typeof functions)[number]): string => `${name} (${abi})`;
  return [
    'TN:hcall',
    `SF:${absolute(file)}`,
    ...functions.map((one) => `FN:${one.line},${nameOf(one)}`),
    ...functions.map((one) => `FNDA:${one.count},${nameOf(one)}`),
    `FNF:${functions.length}`,
    `FNH:${functions.filter(({ count }) => count > 0).length}`,
    ...branches.map((branch) => `BRDA:${branch}`),
    `BRF:${branches.length}`,
    `BRH:${branches.filter((branch) => !/,[0-]$/.test(branch)).length}`,
    ...lineCounts.map(([line, count]) => `DA:${line},${count}`),
    `LF:${lineCounts.length}`,
    `LH:${lineCounts.filter(([, count]) => count > 0).length}`,
    'end_of_record',
    '',
  ].join('\n');
}
