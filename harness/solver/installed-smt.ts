import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { problem } from '../diagnostics/diagnostic.ts';
import { unpackedFolder } from '../installation.ts';
import { SmtModule } from './smt-module.ts';
import { SmtProcess } from './smt-process.ts';
import type { SmtLimits, SmtReply, SmtSolver } from './smt-solver.ts';
import { smtLimits } from './smt-solver.ts';

/** The program z3, which is faster, or the npm package. */
export type InstalledSmt =
  { readonly kind: 'program'; readonly path: string } | { readonly kind: 'package' };

export interface SmtPlaces {
  /** Folders that may hold the program, the first that does wins. */
  readonly folders: readonly string[];
  readonly hasPackage: () => boolean;
}

function placesHere(): SmtPlaces {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return {
    folders: [...folders, join(unpackedFolder, 'bin')],
    hasPackage: () => {
      try {
        import.meta.resolve('z3-solver');
        return true;
      } catch {
        return false;
      }
    },
  };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Throws an HcallError 'solver-missing'. */
export function findSmt({ folders, hasPackage } = placesHere()): InstalledSmt {
  const path = folders.map((folder) => join(folder, 'z3')).find(isProgram);
  if (path !== undefined) {
    return { kind: 'program', path };
  }
  if (hasPackage()) {
    return { kind: 'package' };
  }
  throw problem('solver-missing', 'neither the program z3 nor the npm package z3-solver is found', {
    note: 'install it: npm install z3-solver, or sudo apt-get install z3 (Fedora: sudo dnf install z3; macOS: brew install z3)',
  });
}

/** The solver of this machine, which is looked for and started by the first question: that may throw as `findSmt`. */
export class InstalledSolver implements SmtSolver {
  readonly #limits: SmtLimits;
  #solver: SmtSolver | undefined;

  constructor(limits = smtLimits) {
    this.#limits = limits;
  }

  async ask(script: string): Promise<SmtReply> {
    this.#solver ??= this.#find();
    return this.#solver.ask(script);
  }

  async close(): Promise<void> {
    await this.#solver?.close();
  }

  #find(): SmtSolver {
    const found = findSmt();
    return found.kind === 'program'
      ? new SmtProcess(found.path, this.#limits)
      : new SmtModule(this.#limits);
  }
}
