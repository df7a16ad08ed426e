import type { CodeEntry } from './entry.ts';

export const machineCodes = {
  'engine-missing': {
    exit: 3,
    explanation:
      'The machine code runs on Unicorn, and its shared library was not found. Install the system package ' +
      '(Debian and Ubuntu: sudo apt-get install libunicorn2; Fedora: sudo dnf install unicorn; macOS: brew install ' +
      'unicorn), or run scripts/setup, or set HCALL_UNICORN to the path of the library.',
  },
  'engine-version': {
    exit: 3,
    explanation:
      'The Unicorn library that was found is of a version that hcall was not built for. Versions 2.0.1 to 2.1.x ' +
      'work. Install one of them, or set HCALL_UNICORN to the path of such a library.',
  },
  'package-missing': {
    exit: 3,
    explanation:
      'An npm package that hcall depends on is not where Node.js looks for it: the installation is not whole, or packages that are ' +
      'optional for npm were left out (--omit=optional). Run npm ci in a checkout, or npm install in your project.',
  },
  'solver-missing': {
    exit: 3,
    explanation:
      'Conditions that several inputs decide together need z3, and neither the program z3 nor the npm package z3-solver ' +
      'was found. Run scripts/setup or npm ci, or install the program (Debian and Ubuntu: sudo apt-get install z3; ' +
      'Fedora: sudo dnf install z3; macOS: brew install z3).',
  },
  'emulator-missing': {
    exit: 3,
    explanation:
      'A second engine checks the machine, and its program qemu-system-aarch64 was not found. Install it (Debian and ' +
      'Ubuntu: sudo apt-get install qemu-system-arm; Fedora: sudo dnf install qemu-system-aarch64; macOS: brew install ' +
      'qemu), or run without --check-with.',
  },
  'emulator-silent': {
    exit: 3,
    explanation:
      'The second engine gave no answer at its debug port: it has ended, or is too slow. Nothing is known of the call ' +
      'that it was to check.',
  },
  'emulator-refuses': {
    exit: 2,
    explanation:
      'The second engine cannot do what the call does as a machine does it: a region lies outside of its RAM, say, or the code writes ' +
      'memory that has two addresses. The call counts as not compared, with the reason.',
  },
  'aarch32-instruction': {
    exit: 2,
    explanation:
      'A caller in AArch32 state may only execute HVC: the engine cannot run other AArch32 instructions with state ' +
      'that can be read back. Put an HVC at the start address, in A32 or T32 encoding as PSTATE.T says, and a stop ' +
      'after it.',
  },
  'unmodelled-register': {
    exit: 2,
    explanation:
      'An instruction that ran names a system register which the processor has and the machine does not, or writes a value ' +
      'to one that would do what the machine does not do: TVAL of a timer counts from a time that it does not have, ' +
      "and the OS Double Lock and the processor's own controls have no effect in it. Nothing can be said of what follows. Leave the " +
      'instruction out of the code under test (-D, a stand-in for its function), or trap the access by the control of EL2 that does.',
  },
  'unmodelled-feature': {
    exit: 2,
    explanation:
      "An instruction that ran came with an extension of the architecture which hcall's processor `max` does not have, or with one " +
      'whose effect here the machine does not know. Another processor may have it, so nothing can be said of what follows. What `max` has, ' +
      'its ID registers say: code that looks there first never comes to such an instruction. Otherwise leave it out of the code under ' +
      'test (-D, a stand-in for its function), or choose `cpu: cortex-a72`, where it is UNDEFINED.',
  },
  'unmodelled-translation': {
    exit: 2,
    explanation:
      'Addresses are translated in a way that the machine does not know: the message names the control that asks for it. It ' +
      'walks the tables of AArch64 with a granule of 4 KiB, of stages 1 and 2, as a Cortex-A72 has them; docs/translation.md says ' +
      'what that is. Nothing can be said of what follows. Set the control otherwise (given, or the code under test), or put a ' +
      'stand-in in place of the code that runs with it.',
  },
  'impossible-state': {
    exit: 2,
    explanation:
      'A start state that the architecture does not allow: PSTATE.M names no exception level up to EL2, or EL0 or ' +
      'EL1 in AArch64 state while HCR_EL2.RW is 0. Set PSTATE or HCR_EL2.RW (bit 31) to match.',
  },
} as const satisfies Record<string, CodeEntry>;
