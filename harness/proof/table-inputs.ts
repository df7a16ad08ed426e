import type { RegisterName } from '../architecture/registers.ts';
import { registers } from '../architecture/registers.ts';
import { registerText } from '../flow/print.ts';
import { hexadecimal } from '../judge/finding.ts';
import type { Freedom } from '../sweep/freedom.ts';
import type { ProvedTable } from './result.ts';

/** Registers of which a person wants to know what they hold: how EL2 runs, and how AT translates. */
const configuration: readonly RegisterName[] = [
  'hcr_el2',
  'sctlr_el2',
  'cptr_el2',
  'mdcr_el2',
  'hstr_el2',
  'vttbr_el2',
  'scr_el3',
  'vbar_el2',
  'tcr_el2',
  'ttbr0_el2',
  'mair_el2',
  'sp_el2',
  'tpidr_el2',
  'sctlr_el1',
  'tcr_el1',
];

/** PSTATE.M: the caller's exception level and the stack pointer that it has selected. */
const modeBits = 0x1fn;

/** What is free and what is fixed for a host's calls of a table. */
export function tableInputs(freedom: Freedom): Pick<ProvedTable, 'free' | 'fixed'> {
  const isFree = (name: RegisterName): boolean => freedom.freeBits(name) !== undefined;
  const free = registers.filter(({ name }) => isFree(name));
  const systemRegisters = free.filter(
    ({ kind, name }) => kind === 'system' && !name.startsWith('sp_el'),
  );
  return {
    free: [
      'x0-x30 but for the number of the operation',
      ...free.filter(({ name }) => name.startsWith('sp_el')).map(({ name }) => registerText(name)),
      'NZCV',
      'DAIF',
      'v0-v31',
      'VTTBR_EL2 of a guest',
      `${systemRegisters.length} system registers that nothing in the machine acts on`,
      'memory that is neither code nor a pointer to a region',
      'what functions leave in registers',
      'ESR_EL2, FAR_EL2 and HPFAR_EL2 of exceptions, as far as a slot delivers them',
    ],
    fixed: [
      { register: 'PSTATE.M', value: hexadecimal(freedom.start.get('pstate') & modeBits) },
      ...configuration
        .filter((name) => !isFree(name))
        .map((name) => ({
          register: registerText(name),
          value: hexadecimal(freedom.start.get(name)),
        })),
    ],
  };
}
