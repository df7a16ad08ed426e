import type { Clause } from '../../abi/clause.ts';

/** What a proof of one of the planted vectors says. */
export interface RareCase {
  readonly file: string;
  /** The operation or the exception; as a pattern for an exception of several names. */
  readonly way: string | RegExp;
  readonly caller: string | RegExp;
  readonly clause: Clause;
  /** With the values of the counterexample, worked out by hand. */
  readonly refuted?: Readonly<Record<string, string>>;
  /** With the line that the reason names. */
  readonly notCovered?: string;
}

const get = { way: 'GET', caller: 'host', clause: 'results' } as const;

/*
 * Each input stays what it is in any other call where that is possible, the first ones first; else it is the smallest
 * that it can be. With the seed 1, x0 is 0x6e6a533738815d0b in other calls and x1 0x554913f35ec482fb.
 */
export const rareCases: readonly RareCase[] = [
  { ...get, file: 'one-value', refuted: { x0: '0x8badf00ddeadbeef' } },
  { ...get, file: 'sum', refuted: { x1: '0x554913f35ec482fb', x2: '0xabda31742ae74af4' } },
  { ...get, file: 'difference', refuted: { x0: '0x6e6a533738815d0b', x3: '0x90b6e9af4ed56f1b' } },
  { ...get, file: 'flags', refuted: { NZCV: '0x4' } },
  { ...get, file: 'masks', refuted: { DAIF: '0x0' } },
  { ...get, file: 'upper-half', refuted: { x0: '0x184000002' } },
  { ...get, file: 'field', refuted: { x1: '0x4200' } },
  { ...get, file: 'three-registers', refuted: { x1: '0x5', x2: '0x6', x3: '0x7' } },
  { ...get, file: 'jump-table', refuted: { x1: '0x2' } },
  {
    file: 'vmid',
    way: 'GET',
    caller: 'guest',
    clause: 'registers',
    // BADDR is not 0 either.
    refuted: { VTTBR_EL2: '0x2a5000000000002' },
  },
  { file: 'aarch32', way: /./, caller: 'aarch32', clause: 'registers', refuted: {} },
  {
    file: 'function-result',
    way: 'CALL',
    caller: 'host',
    clause: 'registers',
    refuted: { 'x0 of the function': '0x1122334455667788', x0: '0xffffff8140010000' },
  },
  {
    file: 'fault-address',
    way: 'exceptions that are no calls',
    caller: 'guest',
    clause: 'registers',
    refuted: { ESR_EL2: '0x9200000f', FAR_EL2: '0x140200abc' },
  },
  { ...get, file: 'fp-trap', clause: 'outcome', refuted: { x1: '0x123456789abcdef' } },
  { ...get, file: 'stack-pointer', refuted: { x1: '0x123456789abcdef' } },
  { ...get, file: 'illegal-return', clause: 'outcome', refuted: { x1: '0x123456789abcdef' } },
  // Each input stays as it is: DAIF is 0xf in any other call, too.
  {
    ...get,
    file: 'returned-masks',
    clause: 'outcome',
    refuted: { NZCV: '0x0', DAIF: '0xf', x1: '0x123456789abcdef' },
  },
  { ...get, file: 'counter', notCovered: 'COUNTER' },
  {
    file: 'one-number',
    way: 'any other immediate',
    caller: 'host',
    clause: 'registers',
    notCovered: 'WRONG',
  },
  // The machine refuses data in the other byte order.
  { ...get, file: 'byte-order' },
  { ...get, file: 'free-address', notCovered: 'LOAD' },
  { ...get, file: 'long-loop', notCovered: 'LOOP' },
];

/** Vectors of which every statement is proved. */
export const provedFiles = ['right', 'both-sides-alike', 'two-ways'] as const;
