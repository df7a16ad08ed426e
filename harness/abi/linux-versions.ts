/** A range of versions, `4.12-5.11`, of which either end may be left out, or one version alone. */
export const linuxVersions = /^(?:\d+\.\d+|(?:\d+\.\d+)?-(?:\d+\.\d+)?)$/u;

/** The versions of Linux that have an ABI, both of them too: major and minor number as one. */
export interface LinuxVersions {
  readonly first: number;
  readonly last: number;
}

/** Reads what `linuxVersions` matches. */
export function readLinuxVersions(text: string): LinuxVersions {
  const [first = '', last = first] = text.split('-');
  return { first: ordinalOf(first) ?? 0, last: ordinalOf(last) ?? Infinity };
}

/** A version, `6.1` or `6.1.192`, as a number that later ones exceed; undefined for no version. */
export function ordinalOf(version: string): number | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)/u.exec(version) ?? [];
  return major === undefined ? undefined : Number(major) * 1000 + Number(minor);
}
