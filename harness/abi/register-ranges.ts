/** Registers as abi.yaml lists them, with ranges for three and more in a row: `x0`, `x1-x18`. `readRegisters` reads it. */
export function registerRanges(names: readonly string[]): string[] {
  const registers = names.toSorted((one, other) => numberOf(one) - numberOf(other));
  const parts: string[] = [];
  let index = 0;
  while (index < registers.length) {
    let last = index;
    while (registers[last + 1] === next(registers[last])) {
      last += 1;
    }
    const first = registers[index] ?? '';
    if (last - index >= 2) {
      parts.push(`${first}-${registers[last]}`);
      index = last + 1;
    } else {
      parts.push(first);
      index += 1;
    }
  }
  return parts;
}

/** General registers in their order, vector registers behind, then the rest in that of the list. */
function numberOf(register: string): number {
  const [, bank, number] = /^([xv])(\d+)$/.exec(register) ?? [];
  return number === undefined ? Number.MAX_SAFE_INTEGER : Number(number) + (bank === 'v' ? 64 : 0);
}

function next(register: string | undefined): string {
  const [, bank = '', number = ''] = /^([xv])(\d+)$/.exec(register ?? '') ?? [];
  return bank === '' ? '' : `${bank}${Number(number) + 1}`;
}
