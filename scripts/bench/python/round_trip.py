"""One HVC round trip, EL1 -> EL2 vector -> ERET -> EL1, as a plain user of python3-unicorn writes it.

One emu_start up to the HVC, one from the vector up to the return address. Prints nanoseconds per round trip, one line
for each round.

usage: round_trip.py ROUNDS TRIPS
"""

import struct
import sys
import time

from unicorn import UC_ARCH_ARM64, UC_HOOK_INTR, UC_MODE_ARM, Uc
from unicorn.arm64_const import (
    UC_ARM64_REG_CP_REG,
    UC_ARM64_REG_ELR_EL1,
    UC_ARM64_REG_ELR_EL3,
    UC_ARM64_REG_PSTATE,
    UC_ARM64_REG_X0,
)

VECTORS = 0x40000000
CALLER = 0x40010000
TRAMPOLINE = 0x40020000
EL1H, EL2H, EL3H = 0x3C5, 0x3C9, 0x3CD

# mrs x18, esr_el2; lsr x17, x18, #26; and x18, x18, #0x1ffffff; mrs x0, vbar_el2; eret
VECTOR_CODE = struct.pack("<5I", 0xD53C5212, 0xD35AFE51, 0x92406252, 0xD53CC000, 0xD69F03E0)
CALLER_CODE = struct.pack("<2I", 0xD4000022, 0xD503201F)  # hvc #1; nop
ERET_CODE = struct.pack("<I", 0xD69F03E0)

# crn, crm, op0, op1, op2
SCR_EL3 = (1, 1, 3, 6, 0)
SPSR_EL3 = (4, 0, 3, 6, 0)
HCR_EL2 = (1, 1, 3, 4, 0)
VBAR_EL2 = (12, 0, 3, 4, 0)
ESR_EL2 = (5, 2, 3, 4, 0)
ELR_EL2 = (4, 0, 3, 4, 1)
SPSR_EL2 = (4, 0, 3, 4, 0)


def write_system(uc, register, value):
    uc.reg_write(UC_ARM64_REG_CP_REG, (*register, value))


def enter(uc, address, pstate, until):
    """The only way to another exception level: an ERET at EL3."""
    uc.reg_write(UC_ARM64_REG_PSTATE, EL3H)
    write_system(uc, SPSR_EL3, pstate)
    uc.reg_write(UC_ARM64_REG_ELR_EL3, address)
    uc.reg_write(UC_ARM64_REG_ELR_EL1, address)
    uc.emu_start(TRAMPOLINE, until)


def round_trip(uc):
    uc.emu_start(CALLER, CALLER + 4)  # the hook stops it
    write_system(uc, ESR_EL2, 0x5A000001)
    write_system(uc, ELR_EL2, CALLER + 4)
    write_system(uc, SPSR_EL2, EL1H)
    enter(uc, VECTORS + 0x400, EL2H, CALLER + 4)
    x0 = uc.reg_read(UC_ARM64_REG_X0)
    if x0 != VECTORS:
        sys.exit(f"expected x0 {VECTORS:#x}, found {x0:#x}")
    uc.reg_write(UC_ARM64_REG_X0, 0)


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    trips = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
    uc = Uc(UC_ARCH_ARM64, UC_MODE_ARM)
    uc.mem_map(VECTORS, 0x30000)
    uc.mem_write(VECTORS + 0x400, VECTOR_CODE)
    uc.mem_write(CALLER, CALLER_CODE)
    uc.mem_write(TRAMPOLINE, ERET_CODE)
    uc.hook_add(UC_HOOK_INTR, lambda uc, number, user: uc.emu_stop())
    write_system(uc, SCR_EL3, 0x531)  # RW, HCE, NS
    write_system(uc, HCR_EL2, 1 << 31)  # RW
    write_system(uc, VBAR_EL2, VECTORS)
    enter(uc, CALLER, EL1H, CALLER)
    for _ in range(rounds):
        begin = time.perf_counter()
        for _ in range(trips):
            round_trip(uc)
        print(f"{(time.perf_counter() - begin) * 1e9 / trips:.1f}", flush=True)


if __name__ == "__main__":
    main()
