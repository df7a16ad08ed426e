import type { CallSite, Meaning } from '../audit/callers.ts';
import { formatPlace } from '../diagnostics/place.ts';
import { createPalette } from '../diagnostics/palette.ts';

/** Every HVC and SMC of a file for a person: where it is, what the selectors hold, and what it means in each ABI. */
export function callersText(sites: readonly CallSite[], colour: boolean): string {
  const palette = createPalette(colour);
  const lines = sites.flatMap((site) => {
    const where = site.place === undefined ? '' : `  ${palette.cyan(formatPlace(site.place))}`;
    const head = `0x${site.address.toString(16)}  ${site.instruction} #0x${site.immediate.toString(16)}  ${palette.bold(site.symbol)}${where}`;
    const constants = [...site.constants]
      .map(([register, value]) => `${register} = 0x${value.toString(16)}`)
      .join(', ');
    return [
      head,
      ...(constants === '' ? [] : [`    ${palette.dim(constants)}`]),
      ...site.meanings.map((meaning) => `    ${meaning.abi}: ${meaningText(meaning)}`),
    ];
  });
  const count = (instruction: CallSite['instruction']): number =>
    sites.filter((site) => site.instruction === instruction).length;
  return [...lines, '', `${count('hvc')} hvc, ${count('smc')} smc`, ''].join('\n');
}

/** What a call means in one ABI. */
export function meaningText(meaning: Meaning): string {
  switch (meaning.kind) {
    case 'operations':
      return meaning.operations.join(' or ');
    case 'unknown-number':
      return `no operation has the number 0x${meaning.number.toString(16)}`;
    case 'unknown-selector':
      return `unknown: ${meaning.register} is no constant set just before`;
    case 'other-immediate':
      return `no call of it: its immediate is 0x${meaning.immediate.toString(16)}`;
  }
}
