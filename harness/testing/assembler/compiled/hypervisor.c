/* Inline assembly as a hypervisor has it. */
static inline unsigned long read_vbar(void) { unsigned long v; __asm__ volatile("mrs %0, vbar_el2" : "=r"(v)); return v; }
static inline long hypercall(long function, long argument)
{
    register long x0 __asm__("x0") = function;
    register long x1 __asm__("x1") = argument;
    __asm__ volatile("hvc #0x4a48" : "+r"(x0), "+r"(x1) : : "x2", "x3", "memory");
    return x0;
}
void install(unsigned long vectors)
{
    __asm__ volatile("msr vbar_el2, %0\n\tisb" : : "r"(vectors) : "memory");
    if (read_vbar() != vectors)
        hypercall(1, (long)vectors);
}
int patched(void)
{
    __asm__ goto("1: b %l[other]\n\t.pushsection .patches, \"a\"\n\t.align 3\n\t.quad 1b - ., %l[other] - .\n\t.popsection" : : : : other);
    return 0;
other:
    return 1;
}
void barrier(void) { __asm__ volatile("dsb sy\n\ttlbi alle2\n\tdsb nsh\n\tisb" : : : "memory"); }
