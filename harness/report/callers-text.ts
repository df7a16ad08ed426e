import type { CallSite, Convention, Meaning } from '../audit/callers.ts';
import { groupBy } from '../collections/group-by.ts';
import { formatPlace } from '../diagnostics/place.ts';
import { createPalette } from '../diagnostics/palette.ts';

/**
 * Every HVC and SMC of a file for a person: where it is, what the selectors hold, and what it means in each ABI. `linux` are
 * the versions of Linux whose ABIs these are; none where the calls are read in all ABIs, or in those that were named.
 */
export function callersText(
  sites: readonly CallSite[],
  linux: readonly string[],
  colour: boolean,
): string {
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
      ...meaningLines(site.meanings).map((line) => `    ${line}`),
    ];
  });
  const count = (instruction: CallSite['instruction']): number =>
    sites.filter((site) => site.instruction === instruction).length;
  const kernel = linux.length === 0 ? '' : `, read by the ABIs of Linux ${linux.join(' and ')}`;
  return [...lines, '', `${count('hvc')} hvc, ${count('smc')} smc${kernel}`, ''].join('\n');
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

function isCall({ kind }: Meaning): boolean {
  return kind !== 'other-immediate';
}

/** What a call means, ABIs that say the same in one line; last those that it is no call of. */
export function meaningLines(meanings: readonly Meaning[]): string[] {
  const own = [...groupBy(meanings.filter(isCall), meaningText)].map(
    ([text, group]) => `${group.map(({ abi }) => abi).join(', ')}: ${text}`,
  );
  const others = meanings.filter((meaning) => !isCall(meaning));
  return others.length === 0
    ? own
    : [...own, `no call of ${others.map((one) => `${one.abi} (${meaningText(one)})`).join(', ')}`];
}

/** What a call means in one ABI; of one that it is no call of, how that ABI calls. */
function meaningText(meaning: Meaning): string {
  switch (meaning.kind) {
    case 'operations':
      return `${meaning.operations.join(' or ')}${meaning.everyOther === true ? ' (as any other number)' : ''}`;
    case 'unknown-number':
      return `no operation has the number 0x${meaning.number.toString(16)}`;
    case 'unknown-selector':
      return `unknown: ${meaning.register} is no constant set just before`;
    case 'other-immediate':
      return `immediate 0x${meaning.immediate.toString(16)}`;
  }
}
