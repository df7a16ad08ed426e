/* Sections, constructors, aliases, alignment. */
static int ready;
__attribute__((constructor)) static void start(void) { ready = 1; }
__attribute__((destructor(200))) static void stop(void) { ready = 0; }
__attribute__((section(".text.hot"), hot)) int hot(int x) { return x * 31; }
__attribute__((cold)) int cold(int x) { return x / 31; }
int real(int x) { return hot(x) + cold(x); }
int same(int x) __attribute__((alias("real")));
int weaker(int x) __attribute__((weak, alias("real")));
__attribute__((aligned(256))) char page[512] = "first";
__attribute__((section(".init.data"))) long first = 1, second[3] = { 1, 2, 3 };
__attribute__((used)) static const int kept = 5;
static int (*const table[])(int) = { real, same, hot };
int through(int which, int x) { return table[which](x); }
__attribute__((aligned(64))) int far(void) { return ready; }
