import type { CodeEntry } from './entry.ts';

/** Mistakes in abi.yaml, and those in YAML and in expressions that fixtures share with it. */
export const abiCodes = {
  'unreadable-file': {
    exit: 2,
    explanation:
      'The file is there but cannot be read: it is a folder, or its permissions do not allow it.',
  },
  'yaml-syntax': {
    exit: 2,
    explanation:
      'The text is not YAML 1.2. Often a value needs quotes: one that begins with * & ! % @ ` { or [, or that holds ": " or " #".',
  },
  'yaml-several-documents': {
    exit: 2,
    explanation:
      "A line '---' begins a second document. A file holds one fixture or one ABI: put the second into a file of its own.",
  },
  'yaml-null': {
    exit: 2,
    explanation:
      "A key has no value (nothing, null or ~). Nothing in a fixture or an ABI is null, and a value that got lost must not be taken for 0: write the value. An empty mapping is {}, an empty list []. Note that ' #' begins a comment, so `hvc: #3` has no value.",
  },
  'yaml-boolean': {
    exit: 2,
    explanation:
      'true and false are no values here. Registers hold integers (1 and 0); skip and xfail want a reason in words; a text that reads true needs quotes.',
  },
  'yaml-float': {
    exit: 2,
    explanation:
      'Values are 64-bit integers, so a number with a point or an exponent is a mistake. A text such as a version number needs quotes.',
  },
  'yaml-anchor': {
    exit: 2,
    explanation:
      'Anchors (&name) and aliases (*name) are not part of the format: a test is read where it stands. Use file-level defaults or a `for:` table for what tests share. An expression that begins with & or * needs quotes.',
  },
  'yaml-tag': {
    exit: 2,
    explanation:
      'Tags (!name) are not part of the format: the key decides what a value means. A text that begins with ! needs quotes.',
  },
  'yaml-merge-key': {
    exit: 2,
    explanation:
      'The merge key << is not part of the format. Use file-level defaults or a `for:` table for what tests share.',
  },
  'duplicate-key': {
    exit: 2,
    explanation:
      'A mapping has the same key twice. One of the two would silently win, so neither does: remove one.',
  },
  'unknown-key': {
    exit: 2,
    explanation:
      'The format has no such key at this place. It is an error and not ignored, since a misspelt expectation would check nothing. The published JSON Schemas (fixtures/fixture.schema.json, asm/abi.schema.json) let an editor complete keys.',
  },
  'missing-key': {
    exit: 2,
    explanation: 'A key that this place needs is not there.',
  },
  'wrong-kind': {
    exit: 2,
    explanation:
      'The value is of another kind than the key takes: a list, a mapping (key: value) or a single value.',
  },
  'empty-list': {
    exit: 2,
    explanation: 'A list that needs at least one item has none, so nothing would be tested.',
  },
  'leading-zero': {
    exit: 2,
    explanation:
      'A number with a leading zero is decimal to one reader and octal to another. Drop the zeros, or write hexadecimal with 0x.',
  },
  'malformed-integer': {
    exit: 2,
    explanation:
      "An integer is decimal, hexadecimal (0x) or binary (0b), with '_' between digits where it helps to read: 1_000, 0xffff_0000, 0b1010.",
  },
  'integer-out-of-range': {
    exit: 2,
    explanation:
      'The value has more bits than its place: 64 for a register, 16 for an HVC immediate. A negative number is a two-complement value, from -2^63.',
  },
  'not-constant': {
    exit: 2,
    explanation:
      'This place needs a number that is known before a test runs: an integer, abi.NAME, for.NAME, or arithmetic on these. Registers and symbols get their values later.',
  },
  'expression-syntax': {
    exit: 2,
    explanation:
      'An expression has integers, registers, prefixed names (after.x0, abi.NAME, for.NAME), symbols (phys(name), link(name), hyp(name)), the operators ~ - * + << >> & ^ | with the precedence of C, and parentheses. Arithmetic is unsigned, 64 bits wide, and wraps around.',
  },
  'unknown-name': {
    exit: 2,
    explanation:
      "A bare word in an expression is a register (its value before the call), or in abi.yaml's results an input of the operation. Everything else has a prefix: after.x0, abi.NAME, for.NAME, phys(symbol).",
  },
  'unknown-constant': {
    exit: 2,
    explanation:
      "abi.NAME is one of the ABI's `constants`, or an operation's number. The ABI has neither of this name.",
  },
  'unknown-row-value': {
    exit: 2,
    explanation:
      "for.NAME is a value of the test's `for:` table. This test, or this row, has none of this name.",
  },
  'misplaced-after': {
    exit: 2,
    explanation:
      "after.REGISTER is the value after the call. What is set up before the call cannot depend on it; the bare register's name is its value before.",
  },
  'misplaced-any': {
    exit: 2,
    explanation:
      '`any` stands alone as an expected value: the register may hold anything. It is not a number that an expression can use, nor a value to begin with.',
  },
  'unknown-register': {
    exit: 2,
    explanation:
      'The machine has no register of this name. Names are those of the Arm manual in lower case (x0, sp_el2, v0, vbar_el2, pstate); lr and fp stand for x30 and x29.',
  },
  'register-range': {
    exit: 2,
    explanation:
      'A range names its first and its last register, both of one kind, the lower first: x0-x18, v8-v15.',
  },
  'duplicate-register': {
    exit: 2,
    explanation: 'Two names stand for the same register, so that one of the two would be lost.',
  },
  'reserved-name': {
    exit: 2,
    explanation:
      'The name of an input or of a region is used in expressions, so it must be a word that means nothing else there: not a register, any, none, phys, link or hyp, and not one name for both.',
  },
  'not-a-boolean': {
    exit: 2,
    explanation: 'The value is either true or false, in lower case and without quotes.',
  },
  'region-address': {
    exit: 2,
    explanation:
      'The address of a region, its `at`, does not lead to memory, or not to memory for all of its bytes. A register alone, or the name of an input alone, gets the address of memory made for the region where neither a test nor the ABI gives it a value; of any other expression each part must have a value that leads to memory. `hcall doctor` prints the memory that there is.',
  },
  'misplaced-cell': {
    exit: 2,
    explanation:
      'What memory holds, as in [vcpu + 0x8], is known once all memory is as it must be before the call: it can be a value of a register before the call, a result, or a value that is expected, not an address, nor what memory holds before the call. In abi.yaml the memory has to be that of a region, by its name, since a proof holds for all values of registers.',
  },
  'region-cell': {
    exit: 2,
    explanation:
      'A cell such as [vcpu + 0x8, 4] has 1, 2, 4, 8 or 16 bytes (as many as the register that gets them if left out, else 8), and all of them lie in the region that its address names.',
  },
  'region-overlap': {
    exit: 2,
    explanation:
      'Two regions have bytes in common, so that a byte has two names, and perhaps may change by one of them and not by the other. Correct an address or a size, or make one region of both.',
  },
  'register-values': {
    exit: 2,
    explanation:
      'A range of registers such as x0-x30 is one key, and its value has to say what each of them holds: `any`, a number, a symbol or a region, which are the same for all; [ADDRESS], where they follow each other in memory, 8 bytes each or 16 of a vector register; or another range of as many, the first for the first. `x19-x28: x19` could mean x19 in each of them, or in x19 alone: write a line for each.',
  },
  'region-context': {
    exit: 2,
    explanation:
      "The registers of a region's `context` are each at an offset in bytes, `elr_el2: 0x108`; a range is where its first register is, 8 bytes for each or 16 for a vector register; a cell of fewer bytes than its register is written '0x320, 4'. Every cell lies in the region, and no two of them, nor a pointer, share a byte.",
  },
  'unknown-context': {
    exit: 2,
    explanation:
      '`saves` and `restores` list regions, by their names, that have a `context`: the registers that a caller has while it does not run.',
  },
  'ambiguous-context': {
    exit: 2,
    explanation:
      'The call is to end with an exception return to another place than its caller, and several regions hold the context of another caller: nobody but the test knows which of them runs then. Name it, `restores: [REGION]` next to `outcome`, or `restores: []` for none.',
  },
  'region-access': {
    exit: 2,
    explanation:
      'A region is said to be `read-only`, so that no call may store to it, and to be one that `may-change`. Keep one of the two.',
  },
  'region-pointer': {
    exit: 2,
    explanation:
      'A key of `pointers:` is the offset in bytes of a cell of 8 bytes: a multiple of 8, inside the region, each once.',
  },
  'region-size': {
    exit: 2,
    explanation:
      'A region has at least 1 byte and at most 64 KiB, and the memory that is made for regions is 1 MiB for all of them, with free pages between them.',
  },
  'unknown-region': {
    exit: 2,
    explanation:
      'A cell of `pointers:` names a region that neither this file nor the ABI has under `regions:`, or an expression names one that is not there in this call: its address is an input that the operation does not have, or a register for which the test gives no memory.',
  },
  'too-many-arguments': {
    exit: 2,
    explanation:
      'The callee gets its arguments in registers, of which AAPCS64 has eight: what goes over the stack cannot be declared.',
  },
  'unknown-input': {
    exit: 2,
    explanation: 'The operation declares no input of this name in its `inputs`.',
  },
  'unknown-operation': {
    exit: 2,
    explanation: 'The ABI names no operation so. Operations are declared in abi.yaml.',
  },
  'unknown-selector': {
    exit: 2,
    explanation:
      "The selector says where an operation's number travels: `selector: immediate`, or `selector: { register: x0 }`.",
  },
  'selector-is-input': {
    exit: 2,
    explanation:
      "The selector register carries the operation's number, so it cannot carry an input too. An operation that is meant by every other value of the register leaves its number out.",
  },
  'duplicate-number': {
    exit: 2,
    explanation:
      'Two operations of one vector table have the same number, so nothing distinguishes them.',
  },
  'unknown-processor': {
    exit: 2,
    explanation:
      '`cpu` says which processor the code runs on: `cortex-a72`, which is Armv8.0, or `max`, which has PAN, UAO, LSE, PAuth, BTI and SB as well. ' +
      'docs/processor.md lists all that `max` has.',
  },
  'unknown-outcome': {
    exit: 2,
    explanation:
      'A call ends in one of these: returned, returned-wrong-state, returned-elsewhere, called, jumped, guest-exit, panicked, spun, exception-loop, taken-to-el1, halted, smc, faulted, out-of-budget.',
  },
  'unknown-resumption': {
    exit: 2,
    explanation:
      '`returns` says where the caller goes on, by ELR_EL2: `again`, at the instruction that caused the exception or was interrupted by it, which executes once more; or `next`, behind it, as for an instruction that the vectors emulate.',
  },
  'returns-without-return': {
    exit: 2,
    explanation:
      '`returns` says where the caller goes on after the call, so it stands next to an outcome after which one does: returned, returned-wrong-state, or guest-exit. Any other never comes to an ERET, or ends elsewhere than at the caller.',
  },
  'unknown-clause': {
    exit: 2,
    explanation:
      'A statement of a proof is about one clause of a contract: outcome (how the call ends), results, arguments (of a function that the handler calls), registers (all that are no result and no clobber), memory (stores and the stack).',
  },
  'bad-not-proved': {
    exit: 2,
    explanation:
      'An entry of `not-proved:` in abi.yaml names either an operation or an exception, and gives a reason in words. It may say of which vectors, caller, slot and clause. It must fit some statement of the proof that is not proved: one that fits none excuses nothing, and one that fits only what is proved by now is to be removed, or it would hide a defect of tomorrow.',
  },
  'named-file-not-found': {
    exit: 2,
    explanation:
      'A source, an object or a folder that the file names is not there. Paths are relative to the folder of the file that names them.',
  },
  'malformed-define': {
    exit: 2,
    explanation:
      'A macro for the preprocessor is NAME or NAME=VALUE, as after -D, with a name of letters, digits and _.',
  },
  'abi-not-found': {
    exit: 2,
    explanation: 'The folder has no abi.yaml, which is what makes a folder an ABI.',
  },
  'unknown-abi': {
    exit: 2,
    explanation:
      'No ABI folder has this name, or the folder that a path with a / names has no abi.yaml. ABIs are the folders with an abi.yaml under asm/, and under the folders that hcall.yaml or the command line add.',
  },
  'unknown-stub': {
    exit: 2,
    explanation:
      'A stub stands for a symbol, in place of what defines it, if anything does. It is exactly one of: a function that comes back (`function`, or what it does: `returns`, `stores`, `changes`, `interrupted`, and with `function: general` what it leaves alone), `stop` (arriving ends the call as `called`) or `{ stop: OUTCOME }`, ' +
      "`{ data: BYTES, value: N }` for a variable, `{ value: N }` for a symbol that is a number, or `{ code: FILE }` for code of one's own. `'*'` stands for all that is undefined and has no entry, and is `stop` or `return`.",
  },
  'unused-stub': {
    exit: 2,
    explanation:
      'A stub stands for a symbol that the vector code refers to or defines, or that a test names: in a value, as the routine, or as the place where a call ends. One that nothing needs is a symbol that was misspelt, or that the code has lost.',
  },
  'unknown-table-caller': {
    exit: 2,
    explanation:
      'The calls of a vector table are those of a `host`, of a `guest` where only a guest arrives there, or of `aarch32` where that is in AArch32 state: comparisons make them as that caller.',
  },
  'unknown-function': {
    exit: 2,
    explanation:
      'A function changes either `all` that the procedure call standard lets it (AAPCS64, 6.1: x0-x18, x30, v0-v7, v16-v31, the upper halves of v8-v15, NZCV and FPSR), or is `general`: built without the floating-point registers, as the kernel is, so that it changes x0-x18, x30 and NZCV alone.',
  },
  'data-size': {
    exit: 2,
    explanation:
      'A variable of `stubs:` has 1 byte to 64 KiB, and its value or values fit into it; what they leave is 0. Each value has `size` bytes: 1, 2, 4, 8 or 16, and as many as the variable if that is left out and it has so many.',
  },
  'unknown-firmware': {
    exit: 2,
    explanation:
      "`smc:` is either what every call of the firmware does, or a mapping from function ids, 32 bits of w0, to what each does; `'*'` stands for all others. A call returns (`returns`, `stores`, `changes`, `interrupted`, `convention`), or is `stop`. An id without an entry ends the call.",
  },
  'unknown-convention': {
    exit: 2,
    explanation:
      "A call of firmware may change x0-x17 by version '1.0' of the SMC calling convention, and x0-x3 alone from '1.1' on (Arm DEN0028, 2.6). Quote it: it is a text.",
  },
  'memory-size': {
    exit: 2,
    explanation:
      'A value in memory has 1, 2, 4, 8 or 16 bytes; when `size` is left out, 16 of a vector register that stands alone, else 8.',
  },
  'memory-value': {
    exit: 2,
    explanation:
      'An entry of `memory` has either one `value`, or `values` that follow each other from `address` on: a list, or a range of registers such as x0-x30.',
  },
} as const satisfies Record<string, CodeEntry>;
