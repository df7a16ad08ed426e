/*
 * One HVC round trip, EL1 -> EL2 vector -> ERET -> EL1, as a plain C user of libunicorn writes it: one emu_start up to
 * the HVC, one from the vector up to the return address. Prints nanoseconds per round trip, one line for each round.
 *
 * usage: round-trip ROUNDS TRIPS
 */
#include "peer.h"

#include <inttypes.h>

#define VECTORS 0x40000000
#define CALLER 0x40010000
#define TRAMPOLINE 0x40020000

/* mrs x18, esr_el2; lsr x17, x18, #26; and x18, x18, #0x1ffffff; mrs x0, vbar_el2; eret */
static const uint32_t vector_code[] = {0xd53c5212, 0xd35afe51, 0x92406252, 0xd53cc000, ERET};
static const uint32_t caller_code[] = {0xd4000022, 0xd503201f}; /* hvc #1; nop */

static void round_trip(uc_engine *uc) {
    check(uc_emu_start(uc, CALLER, CALLER + 4, 0, 0), "uc_emu_start"); /* the hook stops it */
    take_hvc(uc, CALLER + 4, 1);
    enter(uc, TRAMPOLINE, VECTORS + 0x400, EL2H, CALLER + 4);
    uint64_t x0 = read_register(uc, UC_ARM64_REG_X0);
    if (x0 != VECTORS) {
        fprintf(stderr, "expected x0 0x%x, found 0x%" PRIx64 "\n", VECTORS, x0);
        exit(1);
    }
    write_register(uc, UC_ARM64_REG_X0, 0);
}

int main(int argc, char **argv) {
    long rounds = argc > 1 ? atol(argv[1]) : 5;
    long trips = argc > 2 ? atol(argv[2]) : 20000;
    uc_engine *uc;
    uc_hook hook;
    check(uc_open(UC_ARCH_ARM64, UC_MODE_ARM, &uc), "uc_open");
    check(uc_mem_map(uc, VECTORS, 0x30000, UC_PROT_ALL), "uc_mem_map");
    check(uc_mem_write(uc, VECTORS + 0x400, vector_code, sizeof vector_code), "uc_mem_write");
    check(uc_mem_write(uc, CALLER, caller_code, sizeof caller_code), "uc_mem_write");
    put_word(uc, TRAMPOLINE, ERET);
    check(uc_hook_add(uc, &hook, UC_HOOK_INTR, (void *)stop_at_interrupt, NULL, 1, 0), "uc_hook_add");
    enable_el2(uc);
    write_system(uc, VBAR_EL2, VECTORS);
    enter(uc, TRAMPOLINE, CALLER, EL1H, CALLER);
    for (long round = 0; round < rounds; round++) {
        double begin = nanoseconds();
        for (long trip = 0; trip < trips; trip++) round_trip(uc);
        printf("%.1f\n", (nanoseconds() - begin) / trips);
        fflush(stdout);
    }
    uc_close(uc);
    return 0;
}
