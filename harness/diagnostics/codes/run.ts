import type { CodeEntry } from './entry.ts';

export const runCodes = {
  'unknown-symbol': {
    exit: 2,
    explanation:
      'An expectation, an input or a `stubs:` entry names a symbol that neither the assembled code nor the fixture defines. Check the spelling against `hcall asm FILE`, or define it under `stubs:`.',
  },
  'stub-misfit': {
    exit: 2,
    explanation:
      'A stub cannot take the place of what the code defines: a variable has as many bytes as in the code, a number takes the place of a global symbol of sources and objects alone, and the code of `{ code: FILE }` must define the symbol, within reach of a branch. Functions and stops have no limits: a call that arrives at the symbol arrives at them.',
  },
  'stand-in-store': {
    exit: 2,
    explanation:
      'A store under `stores:` of a stand-in, or of firmware under `smc:`, goes to an address where no data can be: to code, to what only the harness uses, or to no memory at all. It may go to regions, the stacks, the memory of the vcpu and of `data`, and to what the code itself may write. In its address `after.x0` is x0 when the function is entered, and `x0` that before the call.',
  },
  'memory-not-mapped': {
    exit: 2,
    explanation:
      'An entry of `memory:` names an address at which the machine has no memory, or less than the entry needs. `hcall doctor` prints the regions that there are.',
  },
  'circular-memory': {
    exit: 2,
    explanation:
      'A register is given what memory holds, as in `x0: [frame + 0x8]`, and where that memory is, or what the test writes into it, depends on the register. Give one of them a value that does not depend on the other.',
  },
  'origin-cannot-do': {
    exit: 2,
    explanation:
      'The test asks for something that its origin cannot do, such as an A64 instruction from AArch32 state.',
  },
  'table-not-in-vectors': {
    exit: 2,
    explanation:
      "The vector table that the test's contract names is not among the symbols of the files that were given for it. Name the right files, or the table's symbol with `table:`.",
  },
  'vectors-missing': {
    exit: 2,
    explanation:
      "The ABI describes the table, and leaves its code to others: it has no `files:` there. Name a source, an object or a linked image with --vectors, or in the fixture's `vectors: { contract: ..., files: [...] }`.",
  },
  'exit-not-in-vectors': {
    exit: 2,
    explanation:
      'A test has a call end at an exit of the ABI that the vectors neither define nor branch to, so that it cannot end there. Kernels name their exits differently (`__guest_exit`, before 4.6 `__kvm_vcpu_return`), and code of its own at EL2 has a prefix (--symbol-prefix __kvm_nvhe_): ' +
      'name the exit under `exits:` in abi.yaml as the code does, or leave these tests out.',
  },
  'capability-unknown': {
    exit: 2,
    explanation:
      'An alternative is named by its capability, and the number of that name differs from kernel to kernel: it is read from asm/cpucaps.h or asm/cpucap-defs.h, which a build makes in arch/arm64/include/generated (kernels before 5.13 have it in arch/arm64/include). ' +
      'Give that folder with -I, check the spelling, or give the number.',
  },
  'linked-vectors': {
    exit: 2,
    explanation:
      'A linked image (vmlinux, a hypervisor) is complete: it stands alone under `files:`. Objects and sources are linked together.',
  },
  'image-does-not-fit': {
    exit: 2,
    explanation:
      'Code is loaded at `load:` (or --load); left out, sources and objects lie above 4 GiB, and a linked image where EL2 has the kernel mapped. There it would lie over memory that the harness uses for call sites, stacks or data, or beyond the 39 bits that kern_hyp_va leaves of an address; `hcall doctor` prints the map.',
  },
  'not-one-instruction': {
    exit: 2,
    explanation:
      '`instruction:` takes the text of exactly one A64 instruction that refers to no label, such as `svc #1` or `msr ttbr0_el1, x3`.',
  },
  'vectors-not-found': {
    exit: 2,
    explanation:
      'Vectors are named by files (sources, objects, a linked image), by a folder with an abi.yaml, by an ABI, or by an ABI and one of its vector tables, such as `immediate/stub`. The tables of an ABI stand under `vectors:` in its abi.yaml.',
  },
  'interrupt-not-reached': {
    exit: 2,
    explanation:
      'An `interrupt:` comes before or after an instruction that EL2 does not execute in this call, so that the call is never interrupted. `hcall trace` shows what it executes without the interrupt.',
  },
  'interrupt-masked': {
    exit: 2,
    explanation:
      'An `interrupt:` cannot come at any of its places: PSTATE.A, I or F is 1 there, as every exception entry leaves it; or HCR_EL2.AMO, IMO or FMO and TGE are 0, so that EL2 takes no such interrupt at all; or PSTATE.SP chooses the other part of the table. ' +
      'Give HCR_EL2 the bit, interrupt where DAIF is cleared, or write `masked: taken` to have it come all the same, as it would if the code cleared DAIF there.',
  },
  'not-observable': {
    exit: 2,
    explanation:
      'A test sets or expects a register that the machine cannot observe: a counter or a timer, which changes by itself, or one that the ' +
      'engine has as a constant. An expectation of it would pass whatever the code does, so it is an error.',
  },
  'unknown-tag': {
    exit: 2,
    explanation:
      'No test of the fixtures that were given has this tag. Tags stand under `tags:` of a test or of its file.',
  },
  'call-crash': {
    exit: 1,
    explanation:
      'The process that made the call died: its instructions crash the engine, or it took more memory than it may. ' +
      'In a run, that is the verdict `crash` of one test. With `--in-process` the crash happens in hcall itself, under a debugger say.',
  },
  'call-timeout': {
    exit: 1,
    explanation:
      'The call, the making of its vectors included, did not end within `--timeout`. In a run, that is the verdict `timeout` of one test. ' +
      'A preprocessor that waits for an include, or a budget of many millions of instructions, takes so long; `--budget` ends an endless loop.',
  },
  'test-not-found': {
    exit: 2,
    explanation: 'No test of the fixture has a name that matches. `hcall run --list` shows them.',
  },
} as const satisfies Record<string, CodeEntry>;
