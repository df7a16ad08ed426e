/* Large and variable stack frames, many arguments, variable arguments. */
static int factorial(int n) { return n < 2 ? 1 : n * factorial(n - 1); }
int large(int n) { int big[3000]; for (int i = 0; i < 3000; i++) big[i] = factorial(i & 7); return big[n % 3000]; }
int varying(int n, const int *from) { int copy[n]; for (int i = 0; i < n; i++) copy[i] = from[i]; return copy[n / 2]; }
int many(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j) { return a + b * c - d + e / (f | 1) + g % (h | 1) + i + j; }
int total(int count, ...)
{
    __builtin_va_list list;
    __builtin_va_start(list, count);
    int sum = 0;
    while (count--)
        sum += __builtin_va_arg(list, int);
    __builtin_va_end(list);
    return sum;
}
struct large { long a[9]; } make(long x) { struct large s = { { x, x + 1 } }; return s; }
inline __attribute__((always_inline)) int inner(int x) { int y = x * 3; return y + 1; }
int outer(int x) { return inner(x) + inner(x + 1); }
void *up(void) { return __builtin_return_address(0); }
