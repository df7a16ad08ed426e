import type { Abi } from '../abi/abi.ts';
import { ordinalOf } from '../abi/linux-versions.ts';
import type { Image } from '../image/image.ts';

/** What a kernel's banner begins with (init/version.c, linux_banner). */
const banner = 'Linux version ';

/** Bytes of the banner in which the version stands. */
const longest = 64;

/** The version of the kernel that an image is, `6.1.192`; undefined for one that has no banner. */
export function linuxVersionOf({ sections }: Image): string | undefined {
  for (const { bytes } of sections) {
    const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = data.indexOf(banner); at >= 0; at = data.indexOf(banner, at + 1)) {
      const text = data.toString('latin1', at + banner.length, at + longest);
      const version = /^\d+\.\d+[.\w-]*/u.exec(text)?.[0];
      if (version !== undefined) {
        return version;
      }
    }
  }
  return undefined;
}

/** The ABIs of that version of Linux, and those that are none of Linux; all, where none of Linux fits. */
export function abisOf(version: string, abis: readonly Abi[]): readonly Abi[] {
  const ordinal = ordinalOf(version) ?? Infinity;
  const fits = ({ linux }: Abi): boolean =>
    linux !== undefined && ordinal >= linux.first && ordinal <= linux.last;
  return abis.some(fits) ? abis.filter((abi) => abi.linux === undefined || fits(abi)) : abis;
}
