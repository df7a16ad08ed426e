import { fileURLToPath } from 'node:url';

/** Vectors with planted defects. */
export const brokenFolder = fileURLToPath(new URL('../../../fixtures/broken/', import.meta.url));

/** A planted defect, and what is found of it: the code, the register, the marked line, and the way in. */
export interface BrokenVectors {
  readonly name: string;
  readonly abi: string;
  readonly vectors: string;
  /** By a contract. */
  readonly finds: string;
  /** What a proof has a counterexample of. */
  readonly refutes: string;
}

export const brokenVectors: readonly BrokenVectors[] = [
  ['endless-poll', 'immediate/stub', 'wrong-outcome at POLL: HVC_GET_VECTORS host'],
  ['extra-clobber', 'immediate/stub', 'broken-clobber-contract x16 at ISS: HVC_GET_VECTORS host'],
  ['leaked-flags', 'immediate/stub', 'wrong-outcome pstate at CARRY: HVC_GET_VECTORS host'],
  [
    'leaked-vector-register',
    'immediate/stub',
    'broken-clobber-contract v7 at SAVE: HVC_SET_VECTORS host',
  ],
  ['lost-lr', 'immediate/kvm', 'broken-clobber-contract x30 at POP: HVC_CALL_HYP host'],
  [
    'lost-translation-result',
    'immediate/kvm',
    'broken-clobber-contract par_el1 at TRANSLATE: data abort, permission fault lower-a64/sync',
    'broken-clobber-contract par_el1 at TRANSLATE: exceptions that are no calls lower-a64/sync',
  ],
  [
    'misaligned-stack-pointer',
    'immediate/kvm',
    'misaligned-stack-pointer sp_el2 at PUSH: HVC_CALL_HYP host',
  ],
  ['narrow-link-register', 'immediate/kvm', 'wrong-outcome at BACK: HVC_GET_VECTORS host'],
  ['narrow-return-address', 'immediate/stub', 'wrong-outcome at SET: HVC_GET_VECTORS host'],
  ['narrow-stack-pointer', 'immediate/kvm', 'wrong-outcome at POP: HVC_GET_VECTORS host'],
  ['skipped-instruction', 'immediate/stub', 'wrong-outcome at SKIP: HVC_GET_VECTORS host'],
  ['missing-branch', 'x0/stub', 'broken-clobber-contract vbar_el2 at SET: SVC lower-a64/sync'],
  ['missing-call', 'immediate/kvm', 'missing-call at WAY: HVC_CALL_HYP host'],
  ['shifted-arguments', 'immediate/kvm', 'wrong-argument x1 at SECOND: HVC_CALL_HYP host'],
  [
    'stale-fault-address',
    'immediate/stub',
    'undeclared-input far_el2 at FAR: HVC_GET_VECTORS host',
    'wrong-value x0: HVC_GET_VECTORS host',
  ],
  [
    'stale-flags',
    'immediate/stub',
    'undeclared-input pstate at BRANCH: HVC_GET_VECTORS host',
    'wrong-value x0: HVC_GET_VECTORS host',
  ],
  [
    'store-below-stack-pointer',
    'x0/kvm',
    'store-below-stack-pointer at SAVE: HVC_GET_VECTORS host',
  ],
  ['store-outside-stack', 'immediate/kvm', 'store-outside-stack at STORE: HVC_GET_VECTORS host'],
  ['swapped-register', 'immediate/stub', 'wrong-value vbar_el2 at BASE: HVC_SET_VECTORS host'],
  ['unbalanced-stack', 'immediate/kvm', 'unbalanced-stack sp_el2 at POP: HVC_GET_VECTORS host'],
  ['undeclared-tlbi', 'immediate/stub', 'undeclared-event at TLBI: HVC_SET_VECTORS host'],
  ['unmasked-function', 'immediate/kvm', 'wrong-outcome at CALL: HVC_CALL_HYP host'],
  [
    'vectors-written-on-get',
    'immediate/stub',
    'broken-clobber-contract vbar_el2 at UNINSTALL: HVC_GET_VECTORS host',
  ],
  [
    'wrong-register-tested',
    'x0/stub',
    'undeclared-input x18 at TEST: HVC_SET_VECTORS host',
    'wrong-value vbar_el2 at TEST: HVC_SET_VECTORS host',
  ],
  ['wrong-return-address', 'immediate/stub', 'wrong-outcome at SKIP: HVC_CALL_HYP host'],
  ['wrong-slot', 'immediate/stub', 'wrong-outcome at SLOT: HVC_GET_VECTORS host'],
].map(([name = '', table = '', finds = '', refutes = finds]) => {
  const [abi = '', vectors = ''] = table.split('/');
  return { name, abi, vectors, finds, refutes };
});

/** What no contract can know, and why. */
export const unknownToContracts: Readonly<Record<string, string>> = {
  'forgotten-advance':
    'abi.yaml does not say which trapped instructions a handler emulates; that one executes again is said of it',
  'narrow-caller': 'the defect is in a routine of EL1, and a contract is measured of the vectors',
  'caller-relies-on-clobber':
    'the defect is in a routine of EL1, and a contract is measured of the vectors',
  'early-barrier':
    'abi.yaml lists no events in order, and a barrier that comes too early changes no register',
  'wide-store': 'abi.yaml does not say which bytes of a vcpu an exit may store to',
};
