import type { ProofResult, Statement } from '../../proof/result.ts';
import { exampleHeader } from './example-header.ts';

const get = {
  abi: 'mine',
  table: 'stub',
  way: 'GET',
  caller: 'host',
  slot: 'lower-a64/sync',
  verdict: 'proved',
  paths: 3,
  assumptions: [0],
} as const;

const set = { ...get, way: 'SET', caller: 'guest', paths: 4, assumptions: [0, 1] } as const;

const refuted: Statement = {
  ...set,
  clause: 'results',
  verdict: 'refuted',
  counterexample: {
    values: [
      { name: 'x0', value: '0x1' },
      { name: 'VTTBR_EL2', value: '0x0' },
    ],
    finding: {
      code: 'wrong-value',
      subject: { kind: 'register', register: 'vbar_el2' },
      message: 'vbar_el2 is not what the call delivers',
      expected: '0x0',
      found: '0x1',
      by: {
        address: '0x40100010',
        instruction: 'msr vbar_el2, x0',
        symbol: 'set+0x4',
        place: { file: 'stub.S', line: 7, column: 2 },
        text: '\tmsr\tvbar_el2, x0',
      },
    },
    call: 'hcall call mine/stub --hvc 2 --x0 0x1',
    fixture: 'abi: mine\n',
  },
};

/** A proof with every verdict: one refuted, one not covered, one not covered that is listed, three proved. */
export const exampleProof: ProofResult = {
  ...exampleHeader('prove'),
  vectors: 'mine',
  tables: [
    {
      abi: 'mine',
      table: 'stub',
      free: ['x0', 'x1', 'x2', 'vttbr_el2'],
      fixed: [{ register: 'HCR_EL2', value: '0x80000000' }],
    },
  ],
  assumptions: ['regions are disjoint', 'exclusives succeed'],
  statements: [
    { ...get, clause: 'outcome' },
    { ...get, clause: 'results' },
    { ...get, clause: 'memory' },
    refuted,
    {
      ...set,
      clause: 'registers',
      verdict: 'not-covered',
      reason: 'a loop has more than 512 paths',
      at: { address: '0x40100020', instruction: 'b.ne 0x40100018' },
    },
    {
      ...set,
      clause: 'memory',
      verdict: 'not-covered',
      reason: 'the address of a store is not known',
      excused: 'the handler is C code',
    },
  ],
  failures: [],
};
