import koffi from 'koffi';

/** M_MMAP_THRESHOLD of glibc's malloc.h, and its default in bytes. */
const mmapThreshold = -3;
const defaultThreshold = 128 * 1024;

/**
 * Keeps what an engine takes in large pieces out of the C heap, so that closing it gives them back at once. Of itself
 * glibc raises its threshold with each large piece that is freed: soon all of an engine is in the heap, where the small
 * pieces that outlive it hold the rest in place, up to half a megabyte an engine. Other C libraries need nothing.
 */
export function keepHeapSmall(): void {
  if (process.platform !== 'linux') {
    return;
  }
  try {
    const mallopt = koffi.load('libc.so.6').func('mallopt', 'int', ['int', 'int']);
    mallopt(mmapThreshold, defaultThreshold);
  } catch {
    // Not glibc.
  }
}
