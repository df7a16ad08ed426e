/* What becomes vector code at -O2 and -O3. */
unsigned check(const unsigned char *at, unsigned long size)
{
    unsigned sum = ~0u;
    while (size--) {
        sum ^= *at++;
        for (int i = 0; i < 8; i++)
            sum = sum & 1 ? sum >> 1 ^ 0xedb88320u : sum >> 1;
    }
    return ~sum;
}
void fill(int *a, int n, int v) { for (int i = 0; i < n; i++) a[i] = v * i; }
long sum(const long *a, int n) { long s = 0; for (int i = 0; i < n; i++) s += a[i]; return s; }
void scale(float *y, const float *x, float a, int n) { for (int i = 0; i < n; i++) y[i] += a * x[i]; }
void widen(unsigned short *y, const unsigned char *x, int n) { for (int i = 0; i < n; i++) y[i] = x[i] << 3; }
int largest(const short *a, int n) { int m = -32768; for (int i = 0; i < n; i++) m = a[i] > m ? a[i] : m; return m; }
