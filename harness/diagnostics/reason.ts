/** Why something failed: a system call in the system's words, all else by its message. */
export function reasonOf(error: unknown): string {
  const message = String(error).replace(/^\w*Error: /, '');
  // Node says `CODE: reason, call 'path'`.
  return /^[A-Z]+: ([^,]*),/.exec(message)?.[1] ?? message;
}
