import { isAbsolute, join } from 'node:path';

/**
 * Where assembled objects are kept from run to run: HCALL_CACHE, or hcall's folder among the user's caches (XDG Base
 * Directory Specification). Undefined when HCALL_CACHE is empty or the user has no home: then nothing is kept.
 */
export function cacheFolder(
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const chosen = environment['HCALL_CACHE'];
  if (chosen !== undefined) {
    return chosen === '' ? undefined : chosen;
  }
  const caches = environment['XDG_CACHE_HOME'];
  // A relative one is to be ignored.
  if (caches !== undefined && isAbsolute(caches)) {
    return join(caches, 'hcall');
  }
  const home = environment['HOME'];
  return home === undefined || !isAbsolute(home) ? undefined : join(home, '.cache', 'hcall');
}
