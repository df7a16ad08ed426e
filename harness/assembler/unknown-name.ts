import { nearestName } from '../diagnostics/nearest-name.ts';
import type { Assembly } from './assembly.ts';
import { conditionNames } from '../architecture/a64/branches.ts';
import { mnemonics } from './encoder/compiled-syntax.ts';

const known: ReadonlySet<string> = new Set(mnemonics());

/** What A64 has for instructions of A32 that it has not. */
const instead: ReadonlyMap<string, string> = new Map([
  ['push', "'str x0, [sp, #-16]!', or stp for two registers"],
  ['pop', "'ldr x0, [sp], #16', or ldp for two registers"],
  ['bx', 'br, or ret'],
  ['blx', 'blr'],
  ['swi', 'svc'],
  ['mcr', 'msr, or sys'],
  ['mrc', 'mrs, or sysl'],
  ...['ldm', 'ldmia', 'ldmfd', 'stm', 'stmia', 'stmdb', 'stmfd'].map((name): [string, string] => [
    name,
    'ldp and stp, of two registers each',
  ]),
]);

const conditions: ReadonlySet<string> = new Set(conditionNames.flat());

/**
 * What to do about a mnemonic that no instruction and no macro has; undefined where nothing comes to mind.
 *
 * @param rest what follows it
 */
export function noteOnMnemonic(
  { macros }: Pick<Assembly, 'macros'>,
  mnemonic: string,
  rest: string,
): string | undefined {
  const [, next = ''] = /^ *(\.?\w[\w.]*)/u.exec(rest) ?? [];
  if (known.has(next) || macros.has(next) || /^\.[a-z]/u.test(next)) {
    return `a label ends in a colon: '${mnemonic}:'`;
  }
  const other = instead.get(mnemonic);
  if (other !== undefined) {
    return `this is an instruction of A32; A64 has ${other}`;
  }
  const [stem, condition] = [mnemonic.slice(0, -2), mnemonic.slice(-2)];
  if (conditions.has(condition) && known.has(stem)) {
    return `'${stem}' has no condition in A64: branch around it, or use csel, csinc or ccmp`;
  }
  return suggestion(mnemonic, [...known, ...macros.keys()]);
}

/** The note of a name that is not known: the one that is most like it. */
export function suggestion(name: string, candidates: Iterable<string>): string | undefined {
  const meant = nearestName(name, candidates);
  return meant === undefined ? undefined : `did you mean '${meant}'?`;
}
