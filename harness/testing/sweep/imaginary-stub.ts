import { createAssembler } from '../../assembler/assemble.ts';
import { bundledAbiFolder } from '../../installation.ts';
import { SessionBuilder } from '../../run/build.ts';
import { resolveVectors } from '../../run/vectors.ts';
import type { OpenTable } from '../../sweep/service.ts';
import { openProber } from '../../sweep/service.ts';
import { createImaginaryMachine } from '../machine/engines.ts';

export interface ImaginaryStub extends OpenTable {
  readonly builder: SessionBuilder;
}

/** The stub of the immediate ABI without libunicorn: HVC #1 and #2 do something, all others nothing. */
export async function openImaginaryStub(): Promise<ImaginaryStub> {
  const builder = new SessionBuilder({
    assembler: await createAssembler(),
    createMachine: createImaginaryMachine,
    includes: [],
    defines: [],
  });
  const names = ['immediate/stub'];
  const [table] = resolveVectors({ names, cwd: '/', abiFolders: [bundledAbiFolder] }).tables;
  if (table === undefined) {
    throw new Error('the ABI has no stub');
  }
  return { ...openProber(builder, table, { seed: 1, budget: 2000 }), builder };
}
