import type { CodeEntry } from './entry.ts';

/** Mistakes in fixtures; those in YAML and in expressions are with abi.yaml's. */
export const fixtureCodes = {
  'fixture-not-found': { exit: 2, explanation: 'There is no file of this name.' },
  'no-fixture': {
    exit: 2,
    explanation:
      'An assembly source is a fixture when one of its comments begins with `/* hcall:` and holds the YAML of a fixture. Every other file must be YAML (.yaml or .yml).',
  },
  'unterminated-fixture': {
    exit: 2,
    explanation:
      'The comment that begins with `/* hcall:` has no end, so the rest of the source would be read as YAML.',
  },
  'missing-action': {
    exit: 2,
    explanation:
      'A test does exactly one thing: operation (a named call of the ABI), hvc (an immediate), routine (an EL1 routine), instruction, raise (an exception from outside), or steps (a sequence of these on one machine).',
  },
  'several-actions': {
    exit: 2,
    explanation:
      'A test, or a step of a sequence, does exactly one thing. Split it into two tests, or into steps when the second depends on the first.',
  },
  'unknown-context': {
    exit: 2,
    explanation:
      "A guest's registers are kept in a region whose `context` says which register stands at which offset: `context: vcpu` names the region. The values of the guest come from there, and what it leaves must be found there.",
  },
  'guest-register': {
    exit: 2,
    explanation:
      "The registers that a guest must have to itself have a place in its context, from which EL2 loads them: name them under the `context` of the region, or leave them out of the guest's `registers`.",
  },
  'guest-exit': {
    exit: 2,
    explanation:
      'A guest leaves in one way: by an exception from outside (`slot`, as `raise` has it), by an HVC (`hvc`), or by another instruction (`instruction`). Where the code has the symbol that it runs at, that code runs instead: `leaves` is then a `slot` that interrupts its first instruction, or is left out. ' +
      'A guest is below EL2: its exceptions take slots of a lower level.',
  },
  'missing-expectation': {
    exit: 2,
    explanation:
      'A test without `expect` would look as if it checked something. `expect: {}` is the frame rule alone: the call returns and nothing changes but what the contract lets change.',
  },
  'misplaced-with': {
    exit: 2,
    explanation:
      '`with` gives values to the declared inputs of an operation. Other calls have no declared inputs: `given` sets registers by name.',
  },
  'cut-short': {
    exit: 2,
    explanation:
      "In YAML ' #' begins a comment, so `name: HVC #1 returns` is the name 'HVC'. Put the text into quotes.",
  },
  'malformed-text': {
    exit: 2,
    explanation:
      'A name, and the reason of skip and xfail, is one line of text that is not empty: reports and -t show it as it is.',
  },
  'skip-and-xfail': {
    exit: 2,
    explanation: 'A test that is skipped does not run, so it cannot fail as expected. Keep one.',
  },
  'duplicate-test': {
    exit: 2,
    explanation:
      "A test's id is its file, its name and its row. Two with the same id could not be told apart in a report or by -t.",
  },
  'row-name': {
    exit: 2,
    explanation:
      'The values of a `for:` table are used as for.NAME, so NAME is a word of letters, digits and _.',
  },
  'too-many-rows': {
    exit: 2,
    explanation:
      'A `for:` mapping makes a test for every combination of its lists, and there are too many of them. A list of rows names only the combinations that matter.',
  },
  'unused-row-value': {
    exit: 2,
    explanation:
      'A column of a `for:` table that nothing uses makes the same test many times, which is nearly always a forgotten for.NAME. A column named `case` only names its row.',
  },
  'fixed-register': {
    exit: 2,
    explanation:
      'PC is where the call is made, which hcall chooses: it cannot be given. To call from elsewhere, write an EL1 routine and use `routine`.',
  },
  'unknown-vectors': {
    exit: 2,
    explanation:
      "`vectors` is the name of a table in the `vectors` of the ABI's abi.yaml, or { contract: NAME, files: [...] } for your own files, which are judged by that table's contract.",
  },
  'unknown-origin': {
    exit: 2,
    explanation:
      'The origin says who calls: host (EL1 with VTTBR_EL2 = 0), guest (EL1 with VTTBR_EL2 != 0), el0, el2, or aarch32 (EL1 in AArch32 state).',
  },
  'unknown-routine': {
    exit: 2,
    explanation:
      "A routine is one of the `routines` of abi.yaml, or a label of the test's own code: of the .S file that holds the fixture, or of the files in `vectors: { files: [...] }`.",
  },
  'unknown-slot': {
    exit: 2,
    explanation:
      'A slot is one of the 16 entries of a vector table: current-sp0, current-spx, lower-a64 or lower-a32, then /sync, /irq, /fiq or /serror.',
  },
  'unknown-return': {
    exit: 2,
    explanation:
      '`return` says what ELR_EL2 is when the exception is taken: `this` instruction (an abort, a trap) or the `next` (a call).',
  },
  'interrupt-returns-next': {
    exit: 2,
    explanation:
      'An IRQ, an FIQ or an SError is taken between two instructions, and the second has not executed: a return behind it loses it. Only a synchronous exception belongs to an instruction that vectors can emulate and leave behind, with `returns: next`.',
  },
  'interrupt-place': {
    exit: 2,
    explanation:
      'An `interrupt:` comes before an instruction at EL2 (`at: el1_sync + 0x8`), after one (`after: LABEL`), or before each one in turn (`at: each`). A place is a label of the code, a slot (`lower-a64/sync`) or a function, perhaps with bytes behind it.',
  },
  'interrupt-class': {
    exit: 2,
    explanation:
      'An `interrupt:` comes before an instruction, which executes when its handler has returned: an interrupt, or an abort or a trap of that instruction. HVC and SVC return to the instruction behind them, and so are none.',
  },
  'unknown-masking': {
    exit: 2,
    explanation:
      'EL2 takes no interrupt where PSTATE.A, I or F masks it, or where HCR_EL2 does not route it to EL2: such a place is `skipped`, which is what happens if nothing is said, or the exception is `taken` there all the same, as `masked:` says.',
  },
  'raise-syndrome': {
    exit: 2,
    explanation:
      'IRQ and FIQ leave ESR_EL2, FAR_EL2 and HPFAR_EL2 as they are and return to the interrupted instruction (Arm ARM, D1.10.4), so there is nothing to describe. For a stale value give the register: `given: { esr_el2: ... }`.',
  },
  'unknown-finding': {
    exit: 2,
    explanation:
      'Findings have codes, a closed set: `hcall explain` lists them. A fixture under broken/ names the one that its vectors must give.',
  },
  'malformed-event': {
    exit: 2,
    explanation:
      "An event is one of isb, dsb, tlbi, ic, dc, at, smc, wfi, wfe, hvc and msr, perhaps with one operand: 'isb', 'dsb ish', 'tlbi alle1', 'msr vbar_el2'. The operand is one that the instruction can have; without it any will do. Or it is a store into a region: 'store vcpu' anywhere in it, 'store vcpu + 0x10' to that byte, 'store vcpu + 0x10, 8' to just these 8 bytes.",
  },
} as const satisfies Record<string, CodeEntry>;
