/*
 * What a plain C user of libunicorn writes to get to an exception level and to read and write registers.
 */
#ifndef PEER_H
#define PEER_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unicorn/unicorn.h>

#define EL1H 0x3c5
#define EL2H 0x3c9
#define EL3H 0x3cd
#define ERET 0xd69f03e0

static inline void check(uc_err error, const char *what) {
    if (error != UC_ERR_OK) {
        fprintf(stderr, "%s: %s\n", what, uc_strerror(error));
        exit(1);
    }
}

static inline void stop_at_interrupt(uc_engine *uc, uint32_t number, void *user) {
    (void)number;
    (void)user;
    uc_emu_stop(uc);
}

static inline uint64_t read_register(uc_engine *uc, int id) {
    uint64_t value = 0;
    check(uc_reg_read(uc, id, &value), "uc_reg_read");
    return value;
}

static inline void write_register(uc_engine *uc, int id, uint64_t value) {
    check(uc_reg_write(uc, id, &value), "uc_reg_write");
}

static inline uc_arm64_cp_reg system_register(int op0, int op1, int crn, int crm, int op2) {
    uc_arm64_cp_reg reg = {.crn = crn, .crm = crm, .op0 = op0, .op1 = op1, .op2 = op2};
    return reg;
}

static inline uint64_t read_system(uc_engine *uc, uc_arm64_cp_reg reg) {
    check(uc_reg_read(uc, UC_ARM64_REG_CP_REG, &reg), "uc_reg_read");
    return reg.val;
}

static inline void write_system(uc_engine *uc, uc_arm64_cp_reg reg, uint64_t value) {
    reg.val = value;
    check(uc_reg_write(uc, UC_ARM64_REG_CP_REG, &reg), "uc_reg_write");
}

#define SCR_EL3 system_register(3, 6, 1, 1, 0)
#define SPSR_EL3 system_register(3, 6, 4, 0, 0)
#define HCR_EL2 system_register(3, 4, 1, 1, 0)
#define SPSR_EL2 system_register(3, 4, 4, 0, 0)
#define ELR_EL2 system_register(3, 4, 4, 0, 1)
#define ESR_EL2 system_register(3, 4, 5, 2, 0)
#define VBAR_EL2 system_register(3, 4, 12, 0, 0)

/* The only way to another exception level: an ERET at EL3, which is at `trampoline`. */
static inline void enter(uc_engine *uc, uint64_t trampoline, uint64_t address, uint64_t pstate, uint64_t until) {
    write_register(uc, UC_ARM64_REG_PSTATE, EL3H);
    write_system(uc, SPSR_EL3, pstate);
    write_register(uc, UC_ARM64_REG_ELR_EL3, address);
    write_register(uc, UC_ARM64_REG_ELR_EL1, address);
    check(uc_emu_start(uc, trampoline, until, 0, 0), "uc_emu_start");
}

/* What the engine does not: the exception that an HVC causes, up to the vector. */
static inline void take_hvc(uc_engine *uc, uint64_t return_address, uint16_t immediate) {
    write_system(uc, ESR_EL2, 0x5a000000 | immediate);
    write_system(uc, ELR_EL2, return_address);
    write_system(uc, SPSR_EL2, EL1H);
}

static inline void put_word(uc_engine *uc, uint64_t address, uint32_t word) {
    check(uc_mem_write(uc, address, &word, sizeof word), "uc_mem_write");
}

/* RW, HCE, NS in SCR_EL3, and RW in HCR_EL2: EL2 and EL1 are AArch64, and HVC is enabled. */
static inline void enable_el2(uc_engine *uc) {
    write_system(uc, SCR_EL3, 0x531);
    write_system(uc, HCR_EL2, 1ull << 31);
}

static inline double nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e9 + now.tv_nsec;
}

#endif
