/* Bit fields, rotations, byte order, 16-bit and 32-bit arithmetic. */
struct word { unsigned low : 5, middle : 9, high : 18; };
unsigned middle(struct word w) { return w.middle; }
struct word change(struct word w, unsigned v) { w.middle = v; w.high += 3; return w; }
unsigned turn(unsigned x, int n) { return x << (n & 31) | x >> (-n & 31); }
unsigned long order(unsigned long x) { return __builtin_bswap64(x); }
int zeros(unsigned long x) { return __builtin_clzl(x) + __builtin_ctzl(x) + __builtin_popcountl(x); }
short narrow(short a, signed char b) { return a * b + (a >> 3); }
unsigned char saturate(int x) { return x < 0 ? 0 : x > 255 ? 255 : x; }
long constant(void) { return 0x123456789abcdef0; }
unsigned long pattern(unsigned long x) { return (x & 0x00ff00ff00ff00ff) ^ 0xaaaaaaaaaaaaaaaa; }
int divide(int x) { return x / 7 + x % 10; }
_Bool overflow(int a, int b, int *sum) { return __builtin_add_overflow(a, b, sum); }
