/* Thread-local storage of each model, and common symbols. */
static __thread int counter = 3;
extern __thread long elsewhere;
__thread char buffer[40];
static __thread short empty;
int shared;

int take(int step) { counter += step; return counter + (int)elsewhere; }
char *place(int at) { return &buffer[at]; }
long *address(void) { return &elsewhere; }
short next(void) { return ++empty; }
