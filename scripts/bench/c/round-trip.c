/*
 * One HVC round trip, EL1 -> EL2 vector -> ERET -> EL1, as a plain C user of libunicorn writes it: one emu_start up to
 * the HVC, one from the vector up to the return address. Prints nanoseconds per round trip, one line for each round.
 *
 * usage: round-trip ROUNDS TRIPS
 *        round-trip ROUNDS sweep     each trip with another immediate, all 65,536 of them in a round
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unicorn/unicorn.h>

#define VECTORS 0x40000000
#define CALLER 0x40010000
#define TRAMPOLINE 0x40020000
#define IMMEDIATES 0x10000
#define EL1H 0x3c5
#define EL2H 0x3c9
#define EL3H 0x3cd

/* mrs x18, esr_el2; lsr x17, x18, #26; and x18, x18, #0x1ffffff; mrs x0, vbar_el2; eret */
static const uint32_t vector_code[] = {0xd53c5212, 0xd35afe51, 0x92406252, 0xd53cc000, 0xd69f03e0};
static const uint32_t caller_code[] = {0xd4000022, 0xd503201f}; /* hvc #1; nop */
static const uint32_t eret_code[] = {0xd69f03e0};

static void check(uc_err error, const char *what) {
    if (error != UC_ERR_OK) {
        fprintf(stderr, "%s: %s\n", what, uc_strerror(error));
        exit(1);
    }
}

static void on_interrupt(uc_engine *uc, uint32_t number, void *user) {
    (void)number;
    (void)user;
    uc_emu_stop(uc);
}

static void write_register(uc_engine *uc, int id, uint64_t value) {
    check(uc_reg_write(uc, id, &value), "uc_reg_write");
}

static void write_system(uc_engine *uc, int op0, int op1, int crn, int crm, int op2, uint64_t value) {
    uc_arm64_cp_reg reg = {.crn = crn, .crm = crm, .op0 = op0, .op1 = op1, .op2 = op2, .val = value};
    check(uc_reg_write(uc, UC_ARM64_REG_CP_REG, &reg), "uc_reg_write");
}

/* The only way to another exception level: an ERET at EL3. */
static void enter(uc_engine *uc, uint64_t address, uint64_t pstate, uint64_t until) {
    write_register(uc, UC_ARM64_REG_PSTATE, EL3H);
    write_system(uc, 3, 6, 4, 0, 0, pstate); /* SPSR_EL3 */
    write_register(uc, UC_ARM64_REG_ELR_EL3, address);
    write_register(uc, UC_ARM64_REG_ELR_EL1, address);
    check(uc_emu_start(uc, TRAMPOLINE, until, 0, 0), "uc_emu_start");
}

static void round_trip(uc_engine *uc, uint32_t immediate) {
    check(uc_emu_start(uc, CALLER, CALLER + 4, 0, 0), "uc_emu_start"); /* the hook stops it */
    write_system(uc, 3, 4, 5, 2, 0, 0x5a000000 | immediate);           /* ESR_EL2 */
    write_system(uc, 3, 4, 4, 0, 1, CALLER + 4);                       /* ELR_EL2 */
    write_system(uc, 3, 4, 4, 0, 0, EL1H);                             /* SPSR_EL2 */
    enter(uc, VECTORS + 0x400, EL2H, CALLER + 4);
    uint64_t x0 = 0;
    check(uc_reg_read(uc, UC_ARM64_REG_X0, &x0), "uc_reg_read");
    if (x0 != VECTORS) {
        fprintf(stderr, "expected x0 0x%x, found 0x%" PRIx64 "\n", VECTORS, x0);
        exit(1);
    }
    write_register(uc, UC_ARM64_REG_X0, 0);
}

/* All that a sweep without a report needs: the HVC is patched, and x18 shows that the vector saw the immediate. */
static void sweep(uc_engine *uc) {
    for (uint32_t immediate = 0; immediate < IMMEDIATES; immediate++) {
        uint32_t hvc = 0xd4000002 | immediate << 5;
        check(uc_mem_write(uc, CALLER, &hvc, sizeof hvc), "uc_mem_write");
        check(uc_ctl_remove_cache(uc, CALLER, CALLER + 4), "uc_ctl_remove_cache");
        round_trip(uc, immediate);
        uint64_t x18 = 0;
        check(uc_reg_read(uc, UC_ARM64_REG_X18, &x18), "uc_reg_read");
        if (x18 != immediate) {
            fprintf(stderr, "expected x18 0x%x, found 0x%" PRIx64 "\n", immediate, x18);
            exit(1);
        }
    }
}

int main(int argc, char **argv) {
    int is_sweep = argc > 2 && strcmp(argv[2], "sweep") == 0;
    long rounds = argc > 1 ? atol(argv[1]) : 5;
    long trips = is_sweep ? IMMEDIATES : argc > 2 ? atol(argv[2]) : 20000;
    uc_engine *uc;
    uc_hook hook;
    check(uc_open(UC_ARCH_ARM64, UC_MODE_ARM, &uc), "uc_open");
    check(uc_mem_map(uc, VECTORS, 0x30000, UC_PROT_ALL), "uc_mem_map");
    check(uc_mem_write(uc, VECTORS + 0x400, vector_code, sizeof vector_code), "uc_mem_write");
    check(uc_mem_write(uc, CALLER, caller_code, sizeof caller_code), "uc_mem_write");
    check(uc_mem_write(uc, TRAMPOLINE, eret_code, sizeof eret_code), "uc_mem_write");
    check(uc_hook_add(uc, &hook, UC_HOOK_INTR, (void *)on_interrupt, NULL, 1, 0), "uc_hook_add");
    write_system(uc, 3, 6, 1, 1, 0, 0x531);        /* SCR_EL3: RW, HCE, NS */
    write_system(uc, 3, 4, 1, 1, 0, 1ull << 31);   /* HCR_EL2.RW */
    write_system(uc, 3, 4, 12, 0, 0, VECTORS);     /* VBAR_EL2 */
    enter(uc, CALLER, EL1H, CALLER);
    for (long round = 0; round < rounds; round++) {
        struct timespec begin, end;
        clock_gettime(CLOCK_MONOTONIC, &begin);
        if (is_sweep) {
            sweep(uc);
        } else {
            for (long trip = 0; trip < trips; trip++) round_trip(uc, 1);
        }
        clock_gettime(CLOCK_MONOTONIC, &end);
        double ns = (end.tv_sec - begin.tv_sec) * 1e9 + (end.tv_nsec - begin.tv_nsec);
        printf("%.1f\n", ns / trips);
        fflush(stdout);
    }
    uc_close(uc);
    return 0;
}
