import type { Clause } from '../abi/clause.ts';
import type { FindingCode } from './finding.ts';

const clausesByCode: Readonly<Record<FindingCode, Clause>> = {
  'wrong-outcome': 'outcome',
  'engines-differ': 'outcome',
  'wrong-return-address': 'outcome',
  'wrong-syndrome': 'outcome',
  'wrong-events': 'outcome',
  'undeclared-event': 'outcome',
  'lost-register': 'outcome',
  'undeclared-operation': 'outcome',
  'undeclared-input': 'outcome',
  'missing-finding': 'outcome',
  'wrong-value': 'results',
  'missing-call': 'arguments',
  'wrong-argument': 'arguments',
  'misaligned-stack-pointer': 'arguments',
  'guest-not-entered': 'outcome',
  'leaked-host-value': 'registers',
  'wrong-guest-value': 'registers',
  'leaked-guest-value': 'registers',
  'guest-not-saved': 'memory',
  'broken-clobber-contract': 'registers',
  'unbalanced-stack': 'registers',
  'caller-relies-on-clobber': 'registers',
  'wrong-memory': 'memory',
  'store-to-read-only': 'memory',
  'context-not-saved': 'memory',
  'context-not-restored': 'registers',
  'store-below-stack-pointer': 'memory',
  'store-outside-stack': 'memory',
};

/** Which clause of the contract a finding breaks. */
export function clauseOf(code: FindingCode): Clause {
  return clausesByCode[code];
}
