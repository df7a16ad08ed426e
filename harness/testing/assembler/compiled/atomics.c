/* Exclusives, acquire and release, barriers. */
int fetch(int *at) { return __atomic_fetch_add(at, 1, __ATOMIC_SEQ_CST); }
long swap(long *at, long value) { return __atomic_exchange_n(at, value, __ATOMIC_ACQ_REL); }
_Bool compare(short *at, short old, short value) { return __atomic_compare_exchange_n(at, &old, value, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED); }
int load(int *at) { return __atomic_load_n(at, __ATOMIC_ACQUIRE); }
void store(char *at, char value) { __atomic_store_n(at, value, __ATOMIC_RELEASE); }
void fence(void) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
__int128 both(__int128 a, __int128 b) { return a * b + (a >> 3) - (b << 65); }
