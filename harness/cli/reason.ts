/** Why a system call failed, in the system's words. */
export function reasonOf(error: unknown): string {
  const text = String(error);
  // Node says `Error: CODE: reason, call 'path'`.
  return /^Error: [A-Z]+: ([^,]*),/.exec(text)?.[1] ?? text;
}
