import type { Abi } from '../abi/abi.ts';
import { ordinalOf } from '../abi/linux-versions.ts';
import type { Image } from '../image/image.ts';

/** What a kernel's banner begins with (init/version.c, linux_banner). */
const banner = 'Linux version ';

/** Bytes of a release at most (include/uapi/linux/utsname.h, __NEW_UTS_LEN). */
const longestRelease = 64;

/** What stands behind the release: without it the release may have been cut off. */
const behindRelease = ' (';

const release = /^\d{1,4}\.\d{1,4}[.\w~+-]*$/u;

/**
 * The releases of the kernels that an image has in it, `6.1.192`, each once, in the order of their addresses. Mostly one;
 * none in what is no kernel, several in what carries another kernel.
 */
export function linuxVersionsOf({ sections }: Image): readonly string[] {
  const found = new Set<string>();
  for (const { bytes } of sections) {
    const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = data.indexOf(banner); at >= 0; at = data.indexOf(banner, at + 1)) {
      const start = at + banner.length;
      const text = data.toString('latin1', start, start + longestRelease + behindRelease.length);
      const version = text.slice(0, Math.max(text.indexOf(behindRelease), 0));
      if (release.test(version)) {
        found.add(version);
      }
    }
  }
  return [...found];
}

/** The ABIs of one of these versions of Linux, and those that are none of Linux; all, where none of Linux fits. */
export function abisOf(versions: readonly string[], abis: readonly Abi[]): readonly Abi[] {
  const ordinals = versions.map((version) => ordinalOf(version) ?? Infinity);
  const fits = ({ linux }: Abi): boolean =>
    linux !== undefined &&
    ordinals.some((ordinal) => ordinal >= linux.first && ordinal <= linux.last);
  return abis.some(fits) ? abis.filter((abi) => abi.linux === undefined || fits(abi)) : abis;
}
