/* Floating-point constants, conversions and arithmetic. */
const double pi = 3.14159265358979;
float values[4] = { 1.5f, -0.0f, 1e10f, 1e-40f };
long double wide = 1.1L;
double mix(double a, float b, int c) { return a * b + (double)c / 7 + pi; }
float shorten(double a) { return (float)a - 0.1f; }
long whole(float a) { return (long)a; }
unsigned long long bits(double a) { union { double d; unsigned long long u; } u = { a }; return u.u; }
int order(double a, double b) { return a < b ? -1 : a > b ? 1 : a == b ? 0 : 2; }
long double twice(long double a) { return a + a; }
double root(double a) { return __builtin_sqrt(__builtin_fabs(a)) * __builtin_floor(a); }
