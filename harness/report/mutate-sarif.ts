import type { MutationReport } from '../mutation/mutate.ts';
import { sarifLog } from './sarif.ts';
import type { SarifResult } from './sarif.ts';

const explanations: Readonly<Record<string, string>> = {
  'mutant-survived':
    'No test notices that this instruction is wrong in the way that the message says.',
  'not-executed': 'No test executes this instruction, so none would notice that it is wrong.',
  'needless-marker':
    'A marker says that a mutant behaves as the original does, and a test notices it.',
};

/** What no test notices, as warnings at the lines of the code. */
export function mutateSarif(
  { mutants, unreached, needless }: MutationReport,
  serviceFile: (file: string) => string,
): string {
  const results: SarifResult[] = [
    ...mutants
      .filter(({ fate }) => fate === 'survived')
      .map(({ file, line, at, operator, original, mutant, closest, abi }) => ({
        code: 'mutant-survived',
        level: 'warning' as const,
        message: [
          `${at}: '${mutant}' for '${original}' (${operator}) is not noticed`,
          ...(closest === undefined ? [] : [`closest test: ${closest}`]),
        ].join('\n'),
        place: { file, line, column: 1 },
        identity: [abi, at, operator, mutant].join(' '),
      })),
    ...unreached.map(({ file, line, at }) => ({
      code: 'not-executed',
      level: 'warning' as const,
      message: `no test executes ${at}`,
      place: { file, line, column: 1 },
      identity: at,
    })),
    ...needless.map(({ file, line }) => ({
      code: 'needless-marker',
      level: 'warning' as const,
      message: 'no survivor needs this marker: remove it',
      place: { file, line, column: 1 },
    })),
  ];
  return sarifLog(results, { serviceFile, explanations });
}
