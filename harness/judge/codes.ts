/** What `hcall explain` says about a kind of finding. */
export interface FindingEntry {
  readonly explanation: string;
}

/** Every kind of finding. Closed: a new kind is a new row. */
export const findingCodes = {
  'wrong-outcome': {
    explanation:
      'The call ended in another way, or at another place, than the test expects: it spun, left through another exit, came back with another PSTATE, or never came back. ' +
      'Where an exception led there that is neither the call nor another HVC, a Data Abort at EL2, say, the message has its class, ESR, FAR and address, and the finding is at the instruction that brought it about. ' +
      "Trace the test to see the path it took; when the new way is right, change the fixture's `outcome` and `at`.",
  },
  'wrong-value': {
    explanation:
      'A register that the fixture or the ABI names as a result does not hold what it must after the call.',
  },
  'broken-clobber-contract': {
    explanation:
      'A register that nothing allows the vectors to change is changed after the call: neither the fixture, nor a result of the operation, nor the clobbers of `abi.yaml` name it. ' +
      'Either the vector code must keep it, or the contract is too narrow. ' +
      'A C function that the vectors call may change v0-v7, v16-v31, the upper halves of v8-v15 and FPSR as well (AAPCS64, 6.1.2): those that one call changes are one finding. Code that is built without floating point changes none: `function: general`, of the stand-in or of the vectors.',
  },
  'wrong-return-address': {
    explanation:
      'ELR_EL2, when the caller goes on, is not where it is to go on. Without `returns` that is where the exception prefers to return to: the next instruction after an HVC or SVC, the same one after a trap, an abort or an interrupt. ' +
      'Vectors that emulate an instruction add its size to ELR_EL2, and their test, or the exit in `abi.yaml`, says `returns: next`; without the addition the caller executes it again and traps again, for ever. After an interrupt the addition loses an instruction.',
  },
  'lost-register': {
    explanation:
      'An exception that EL2 takes while it handles another one overwrites ELR_EL2 and SPSR_EL2, and, unless it is an IRQ or FIQ, ESR_EL2, or FAR_EL2 and HPFAR_EL2 as well. The call needs what this register held before, and nothing saved it: when the register is put back after the exception, the call goes well. ' +
      'Save it before an exception can come (before DAIF is cleared, or EL2 accesses what may abort) and restore it when none can come any more. `expected` is what it held, `found` what the exception left. ' +
      'A function of the vectors takes one with `interrupted: true`: then the finding is at its call.',
  },
  'undeclared-input': {
    explanation:
      'The call behaves differently when only this register is different, though the ABI does not declare it as an input: the vectors read something that no caller sets. ' +
      'Often a typing mistake (x18 where x0 was meant). When the dependence is intended, declare the register under `inputs` of the operation or of the vectors. ' +
      'An operation whose number has 32 bits, the highest one set, is a fast call of the SMC Calling Convention, which passes its function identifier in W0: vectors that compare all of X0 with it depend on bits that mean nothing. Compare W0.',
  },
  'undeclared-operation': {
    explanation:
      'A number that is no operation of the ABI is answered in another way than other such numbers: the vectors know an operation that abi.yaml does not, or a test of the number is too wide. ' +
      'Declare the operation, or make the vectors refuse the number as they refuse all others.',
  },
  'wrong-memory': {
    explanation:
      'Memory holds another value after the call than before, or than the fixture expects. Only the dead space below SP_EL2 and what `expect.memory` names may change.',
  },
  'store-to-read-only': {
    explanation:
      'An instruction stored to a region that abi.yaml or the fixture says is `read-only`. That is a finding though the region may hold the same as before: others read it meanwhile, or it is mapped read-only where the code really runs.',
  },
  'context-not-saved': {
    explanation:
      "The call ends without coming back to its caller, and a cell of the caller's `context` does not hold what the register held when EL2 was entered: nobody can let the caller go on as it was. ELR_EL2 and SPSR_EL2 are as the exception made them. " +
      'The finding is at the store that put something else there, or, where nothing was stored there, at the one that stored the register elsewhere, or the instruction that overwrote it first, or the last one of the call. ' +
      'Where the caller is not to go on, or somebody else saves it, `saves: []` in `expect`, in the operation or in the exit says so.',
  },
  'context-not-restored': {
    explanation:
      'The call ends in another caller than its own, and a register does not hold what the cell of its `context` held before the call: it was loaded from another place, overwritten since, or not loaded at all. ' +
      '`restores: []` in `expect`, in the operation or in the exit says that this caller does not go on there.',
  },
  'store-below-stack-pointer': {
    explanation:
      'An instruction stored below the stack pointer of its own level. An exception or a push may overwrite that memory at any time: move the stack pointer first.',
  },
  'store-outside-stack': {
    explanation:
      'A push went below the lower bound of the EL2 stack: the stack overflows into what lies below it.',
  },
  'unbalanced-stack': {
    explanation: 'SP_EL2 is not what it was when the call returns: pushes and pops do not match.',
  },
  'wrong-events': {
    explanation:
      'The system instructions that ran at EL2 (MSR, ISB, DSB, TLBI, IC, DC, AT, SMC, WFI, HVC) are not those that `expect.events` lists, in that order.',
  },
  'undeclared-event': {
    explanation:
      'The vectors executed a TLBI, IC, DC, SMC, WFI or WFE that the fixture does not list under `expect.events`, an SMC that firmware of `smc:` answers left out. These are slow or have effects outside of the call.',
  },
  'missing-call': {
    explanation:
      'The operation calls a function of the caller, by its contract, but none of the functions of the test was called.',
  },
  'wrong-argument': {
    explanation:
      'A function that the vectors called did not get the argument that the contract names in this register.',
  },
  'guest-not-entered': {
    explanation:
      "The test has a `guest:`, but no ERET of EL2 leads to it: ELR_EL2 does not hold the address of the guest's symbol, or SPSR_EL2 no level below EL2. " +
      "The address is `phys(guest)`, in the guest's context where that has a `pc`, else where the vectors take it from.",
  },
  'leaked-host-value': {
    explanation:
      "A register holds a value of the host when the guest is entered: it was not loaded from the guest's context, or something was put into it afterwards. " +
      'The finding is at the instruction that made the value, or at the ERET where the register is as the host had it.',
  },
  'wrong-guest-value': {
    explanation:
      "A register does not hold what the guest's context has of it when the guest is entered: it was loaded from another place, or used after it was loaded.",
  },
  'leaked-guest-value': {
    explanation:
      'A register holds a value of the guest when the host goes on: the one that the guest was entered with, or the one that it left. ' +
      "The finding is at the instruction that put the guest's value where the host's was to be kept, else at the one that wrote the register last, or, where none did since the guest left, at the last one of the call.",
  },
  'guest-not-saved': {
    explanation:
      "A cell of the guest's context does not hold what the guest left in the register: the guest would go on with another value.",
  },
  'misaligned-stack-pointer': {
    explanation:
      'A function was called with a stack pointer that is not a multiple of 16 bytes, which the procedure call standard (AAPCS64, 6.4.5) demands.',
  },
  'caller-relies-on-clobber': {
    explanation:
      'A calling routine gives another result when a register that handlers are allowed to clobber really changes during its HVC: it expects the register kept.',
  },
  'missing-finding': {
    explanation:
      'The test expects a finding, with its register and its marked source line, that the call did not give. The defect that the vectors are planted with is not there, or not where the test says.',
  },
  'wrong-syndrome': {
    explanation:
      'ESR_EL2, ELR_EL2, SPSR_EL2 or the vector at the entry to EL2 is not what the architecture prescribes for the exception: the engine or the fixture is wrong, not the vectors.',
  },
  'engines-differ': {
    explanation:
      'With --check-with, the first call of the test ran on a second engine as well, and that saw something else than the machine of hcall: another outcome, another exception, another value of a register or of memory, with no named deviation that explains it. ' +
      "`expected` is the second engine's, `found` that of hcall. One of the two is wrong, and no verdict on this test is worth anything until it is known which: the Arm manual says it. " +
      'Report it, with the test.',
  },
} as const satisfies Record<string, FindingEntry>;

/** What is worth knowing of a call though it is not wrong. */
export const noteCodes = {
  'could-not-come': {
    explanation:
      'An IRQ, FIQ or SError was raised in a state in which EL2 does not take it: PSTATE masks it at EL2, or HCR_EL2.IMO, FMO or AMO does not route it there (Arm ARM, D1.14 "Asynchronous exception types"). ' +
      'The vectors were run all the same. Give the test the HCR_EL2, or the PSTATE, with which they run on hardware.',
  },
  'guest-value-left': {
    explanation:
      'Registers that a function may change hold what the guest had in them when the host goes on. The procedure call standard lets a function leave anything there, so that nothing is wrong with it; but host code that reads one by mistake reads what a guest chose.',
  },
  'stands-for-undefined': {
    explanation:
      "Symbols that nobody defines and that have no entry of their own under `stubs:` have '*' in their place. Where the code only branches to one, a call ends there (`stop`) or comes back as from a C function (`return`). " +
      'Of one whose address the code has, too, nothing says whether it is a function or a variable: its address is one without memory, so that arriving there does the same, and reading or writing is a Data Abort. A variable has an entry of its own: `{ data: SIZE, value: N }`.',
  },
  'executes-again': {
    explanation:
      'An instruction that was trapped (WFI, SMC, MSR, a coprocessor access) executes again after the ERET, since ELR_EL2 is as the exception left it: unless something lifts the trap meanwhile, its caller hangs. ' +
      'Vectors that emulate it move ELR_EL2 behind it, and their test expects `returns: next`. `returns: again` says that it is meant.',
  },
  'interruption-masked': {
    explanation:
      'At some of the places where a test interrupts its call, EL2 takes no such exception: PSTATE.A, I or F is 1, as after every exception entry, HCR_EL2.AMO, IMO or FMO and TGE are 0, or PSTATE.SP chooses the other part of the table. They are skipped. `masked: taken` has the exception come there all the same.',
  },
  'interruption-left-out': {
    explanation:
      'A call is interrupted at no more than 256 places, each in a call of its own. Left out are those where EL2 comes to an instruction once more. `at: LABEL` names the place that matters.',
  },
  'unpatched-callback': {
    explanation:
      'The call ran code that a kernel replaces at boot by what a function of it makes (alternative_cb), as it was built: kern_hyp_va of Linux 4.17 and later, say, which before the kernel patches it leaves one bit of an address. ' +
      'Give what it makes: `callbacks: { kvm_update_va_mask: { mask: 0x7fffffffff } }` with the vectors, or --callback kvm_update_va_mask=mask:0x7fffffffff; of any other callback the instruction words.',
  },
  'relies-on-exception-return': {
    explanation:
      'A system register is written without an ISB before the ERET: the new value takes effect because the exception return synchronises the context (Arm ARM, "Context synchronization event"). ' +
      'That is right as long as nothing between the write and the ERET depends on the new value.',
  },
  'unsynchronised-at-return': {
    explanation:
      'A routine writes a system register and returns without an ISB: no context synchronization event (ISB, an exception taken, a return from one) comes in between, so that its caller may go on with the old value, or with the new one. ' +
      'Add the ISB, unless each caller has one. Registers that only software reads (TPIDR_ELx) and those in program order (NZCV, DAIF, FPCR, SP_EL0) need none.',
  },
} as const satisfies Record<string, FindingEntry>;
