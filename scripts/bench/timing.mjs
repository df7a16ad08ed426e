import { performance } from 'node:perf_hooks';

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Nanoseconds for one call of `once`. */
export function time(count, once) {
  const begin = performance.now();
  for (let trip = 0; trip < count; trip += 1) {
    once();
  }
  return ((performance.now() - begin) * 1e6) / count;
}
