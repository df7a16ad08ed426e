/* Vectors of the compiler's own. */
typedef int quad __attribute__((vector_size(16)));
typedef unsigned char bytes __attribute__((vector_size(16)));
typedef double pair __attribute__((vector_size(16)));
quad add(quad a, quad b) { return a + b * 3; }
quad turn(quad a) { return __builtin_shuffle(a, (quad){ 3, 2, 1, 0 }); }
bytes mask(bytes a, bytes b) { return (a > b) & a; }
pair divide(pair a, pair b) { return a / b - (pair){ 0.5, 2.0 }; }
int third(quad a) { return a[2]; }
quad set(quad a, int v) { a[1] = v; return a; }
bytes shift(bytes a) { return a << 2 | a >> 6; }
