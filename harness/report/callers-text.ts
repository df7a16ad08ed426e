import type { CallSite, Convention, Meaning } from '../audit/callers.ts';
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
      ...conventionLines(site).map((line) => `    ${line}`),
      ...site.meanings.map((meaning) => `    ${meaning.abi}: ${meaningText(meaning)}`),
    ];
  });
  const count = (instruction: CallSite['instruction']): number =>
    sites.filter((site) => site.instruction === instruction).length;
  return [...lines, '', `${count('hvc')} hvc, ${count('smc')} smc`, ''].join('\n');
}

/** What a call is by the SMC calling convention, as a line with its conduit; none where it need not be one of its calls. */
export function conventionLines({
  instruction,
  convention,
}: Pick<CallSite, 'instruction' | 'convention'>): string[] {
  return convention === undefined
    ? []
    : [`SMC calling convention, by ${instruction.toUpperCase()}: ${conventionText(convention)}`];
}

function conventionText(convention: Convention): string {
  switch (convention.kind) {
    case 'unknown':
      return 'unknown: w0 is no constant set just before';
    case 'other-immediate':
      return 'no call of it: its immediate is 0x0';
    case 'identifier': {
      const { value, type, bits, owner, service, number, isReserved } = convention;
      const who = type === 'fast' ? `owner ${owner} (${service})` : `of ${service}`;
      return [
        `0x${value.toString(16)} is a ${type} call`,
        ...(type === 'fast' ? [`${bits} bits`] : []),
        ...(type === 'yielding' && service === 'older than the convention' ? [service] : [who]),
        `number 0x${number.toString(16)}`,
        ...(isReserved ? ['with bits 23:17 that must be 0'] : []),
      ].join(', ');
    }
  }
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
