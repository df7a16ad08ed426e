import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for one test, in which the tools of Debian's binutils-aarch64-linux-gnu run. */
export class Workbench {
  readonly folder = mkdtempSync(join(tmpdir(), 'hcall-binutils-'));

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, text: string): void {
    writeFileSync(this.path(name), text);
  }

  /** Runs a tool of binutils in the folder; what it prints. */
  run(tool: string, ...parameters: readonly string[]): string {
    const { status, stdout, stderr } = spawnSync(`aarch64-linux-gnu-${tool}`, parameters, {
      cwd: this.folder,
      encoding: 'utf8',
    });
    if (status !== 0) {
      throw new Error(`${tool} fails: ${stderr}`);
    }
    return stdout;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}
