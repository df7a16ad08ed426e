/*
 * Every immediate of a host's HVC on one vector table, as a plain C user of libunicorn writes it. Of each call it finds
 * only which handler it reached: no other register and no memory is looked at. Prints nanoseconds per call, one line
 * for each round, and then the map: `FIRST LAST RESULT`, a line for each range.
 *
 * usage: sweep ROUNDS IMAGE BASE TABLE FUNCTION
 *   IMAGE     a flat binary, loaded at BASE
 *   TABLE     the vector table's address
 *   FUNCTION  the physical address of a function, which x0 has as a kernel address
 */
#include "peer.h"

#define CALLER 0x40000000
#define TRAMPOLINE 0x40001000
#define MEMORY_SIZE 0x800000
/* The image, and behind it the function. */
#define IMAGE_SIZE 0x200000
#define STACK 0x40703f00
#define KERNEL 0xffffff8000000000
#define IMMEDIATES 0x10000

enum result { NOTHING, GET, SET, CALL, OTHER };
static const char *const names[] = {"nothing", "get", "set", "call", "other"};

static unsigned char map[IMMEDIATES];
static int called;

static void on_function(uc_engine *uc, uint64_t address, uint32_t size, void *user) {
    (void)address;
    (void)size;
    (void)user;
    called = 1;
    uc_emu_stop(uc);
}

static enum result call(uc_engine *uc, uint64_t table, uint64_t x0, uint32_t immediate) {
    put_word(uc, CALLER, 0xd4000002 | immediate << 5);
    check(uc_ctl_remove_cache(uc, CALLER, CALLER + 4), "uc_ctl_remove_cache");
    write_register(uc, UC_ARM64_REG_X0, x0);
    write_register(uc, UC_ARM64_REG_SP_EL2, STACK);
    write_system(uc, VBAR_EL2, table);
    enter(uc, TRAMPOLINE, CALLER, EL1H, CALLER + 4);
    take_hvc(uc, CALLER + 4, immediate);
    called = 0;
    enter(uc, TRAMPOLINE, table + 0x400, EL2H, CALLER + 4);
    if (called) return CALL;
    if (read_register(uc, UC_ARM64_REG_PC) != CALLER + 4) return OTHER;
    uint64_t vectors = read_system(uc, VBAR_EL2);
    uint64_t result = read_register(uc, UC_ARM64_REG_X0);
    if (vectors != table) return result == x0 ? SET : OTHER;
    if (result != x0) return result == table ? GET : OTHER;
    return NOTHING;
}

static void load(uc_engine *uc, const char *path, uint64_t base) {
    static unsigned char bytes[0x100000];
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    check(uc_mem_write(uc, base, bytes, size), "uc_mem_write");
}

int main(int argc, char **argv) {
    if (argc != 6) {
        fprintf(stderr, "usage: sweep ROUNDS IMAGE BASE TABLE FUNCTION\n");
        return 2;
    }
    long rounds = atol(argv[1]);
    uint64_t base = strtoull(argv[3], NULL, 0);
    uint64_t table = strtoull(argv[4], NULL, 0);
    uint64_t function = strtoull(argv[5], NULL, 0);
    uc_engine *uc;
    uc_hook interrupts, functions;
    check(uc_open(UC_ARCH_ARM64, UC_MODE_ARM, &uc), "uc_open");
    check(uc_mem_map(uc, CALLER, MEMORY_SIZE, UC_PROT_ALL), "uc_mem_map");
    check(uc_mem_map(uc, base, IMAGE_SIZE, UC_PROT_ALL), "uc_mem_map");
    load(uc, argv[2], base);
    put_word(uc, TRAMPOLINE, ERET);
    check(uc_hook_add(uc, &interrupts, UC_HOOK_INTR, (void *)stop_at_interrupt, NULL, 1, 0), "uc_hook_add");
    check(uc_hook_add(uc, &functions, UC_HOOK_CODE, (void *)on_function, NULL, function, function), "uc_hook_add");
    enable_el2(uc);
    for (long round = 0; round < rounds; round++) {
        double begin = nanoseconds();
        for (uint32_t immediate = 0; immediate < IMMEDIATES; immediate++) {
            map[immediate] = call(uc, table, KERNEL | function, immediate);
        }
        printf("%.1f\n", (nanoseconds() - begin) / IMMEDIATES);
        fflush(stdout);
    }
    for (uint32_t first = 0, last = 0; first < IMMEDIATES; first = last + 1) {
        for (last = first; last + 1 < IMMEDIATES && map[last + 1] == map[first];) last++;
        printf("%u %u %s\n", first, last, names[map[first]]);
    }
    uc_close(uc);
    return 0;
}
