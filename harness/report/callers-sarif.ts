import type { CallSite } from '../audit/callers.ts';
import { given } from '../collections/given.ts';
import { conventionLines, meaningLines } from './callers-text.ts';
import { sarifLog } from './sarif.ts';

const explanations: Readonly<Record<string, string>> = {
  'hypervisor-call': 'An HVC, and what it means in each ABI.',
  'firmware-call': 'An SMC, and what it means in each ABI.',
};

/** Every HVC and SMC as a note at its line, for code scanning and editors. */
export function callersSarif(
  sites: readonly CallSite[],
  serviceFile: (file: string) => string,
): string {
  const results = sites.map((site) => ({
    code: site.instruction === 'hvc' ? 'hypervisor-call' : 'firmware-call',
    level: 'note' as const,
    message: [
      `${site.instruction} #0x${site.immediate.toString(16)} at ${site.symbol}`,
      ...[...site.constants].map(([register, value]) => `${register} = 0x${value.toString(16)}`),
      ...conventionLines(site),
      ...meaningLines(site.meanings),
    ].join('\n'),
    ...given({ place: site.place }),
    identity: `${site.instruction} ${site.symbol}`,
  }));
  return sarifLog(results, { serviceFile, explanations });
}
