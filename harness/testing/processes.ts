import { readFileSync, readdirSync } from 'node:fs';

/** Command lines of the processes that have this mark in their environment. Only on Linux. */
export function processesWith(mark: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return readFileSync(`/proc/${name}/environ`, 'utf8').includes(mark)
          ? [readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')]
          : [];
      } catch {
        // It ended meanwhile, or is another user's.
        return [];
      }
    });
}

/** The processes as soon as they are as wanted; if they never are, the test's time limit reports it. */
export async function untilProcesses(
  mark: string,
  isWanted: (commands: readonly string[]) => boolean,
): Promise<readonly string[]> {
  for (;;) {
    const commands = processesWith(mark);
    if (isWanted(commands)) {
      return commands;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}

export const areGone = (commands: readonly string[]): boolean => commands.length === 0;
