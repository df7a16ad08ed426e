/* Call frames with exception tables: -fexceptions. */
extern void work(int), release(int *);
void one(void) { int a __attribute__((cleanup(release))) = 1; work(a); }
void two(int n)
{
    int a __attribute__((cleanup(release))) = n;
    for (int i = 0; i < n; i++) {
        int b __attribute__((cleanup(release))) = i;
        work(a + b);
    }
    work(3);
}
void none(void) { work(0); }
