import type { Command } from 'commander';
import { given } from '../../collections/given.ts';
import { HcallError } from '../../diagnostics/diagnostic.ts';
import type { Palette } from '../../diagnostics/palette.ts';
import { createPalette } from '../../diagnostics/palette.ts';
import type { SystemPart } from '../../files/system-packages.ts';
import { installCommand } from '../../files/system-packages.ts';
import { regions } from '../../calls/memory-map.ts';
import type { Context } from '../context.ts';
import { findProjectFile, projectFileName } from '../project-file.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Tool } from '../tools.ts';

export function addDoctorCommand(program: Command, context: Context): void {
  program
    .command('doctor')
    .description(
      'print the version of every tool that hcall uses, what is missing, and the memory map',
    )
    .action(async () => {
      const palette = createPalette(context.stdout.colour);
      const tools = (await context.layers.tools()).map((tool) => examine(tool, palette));
      const rows = [...(await Promise.all(tools)), settingsAt(context.cwd)];
      const width = Math.max(...rows.map(({ name }) => name.length));
      const missing = rows.flatMap(({ lacks }) => lacks ?? []);
      const text = [
        ...rows.map(({ name, state }) => `${name.padEnd(width)}  ${state}`),
        ...(missing.length === 0
          ? []
          : ['', `to install what is missing: ${palette.bold(installCommand(missing))}`]),
        '',
        palette.bold('memory map (physical addresses)'),
        ...regions.map(
          ({ name, address, size }) =>
            `  ${hex(address)} - ${hex(address + BigInt(size) - 1n)}  ${name}`,
        ),
        "'load:' next to 'files:', or --load, moves image, stubs and routine-callers",
        '',
      ].join('\n');
      context.stdout.write(text);
      if (rows.some(({ isMissing }) => isMissing)) {
        context.exitWith(exitCodes.missingTool);
      }
    });
}

interface Row {
  readonly name: string;
  readonly state: string;
  /** What hcall cannot do without, and did not find. */
  readonly isMissing: boolean;
  readonly lacks?: SystemPart;
}

/** The project file that counts here. */
function settingsAt(cwd: string): Row {
  const state = findProjectFile(cwd) ?? 'none here';
  return { name: projectFileName, state, isMissing: false };
}

async function examine({ name, find, onlyFor, part }: Tool, palette: Palette): Promise<Row> {
  try {
    const { version, where } = await find();
    const place = where === undefined ? '' : palette.dim(` (${where})`);
    return { name, state: `${version}${place}`, isMissing: false };
  } catch (error) {
    if (!(error instanceof HcallError)) {
      throw error;
    }
    if (onlyFor !== undefined) {
      const state = `not installed: only needed for ${onlyFor}`;
      return { name, state: palette.dim(state), isMissing: false };
    }
    const state = error.diagnostics
      .map(({ message, note }) => (note === undefined ? message : `${message}; ${note}`))
      .join('; ');
    return { name, state: palette.red(state), isMissing: true, ...given({ lacks: part }) };
  }
}

function hex(value: bigint): string {
  return `0x${value.toString(16).padStart(9, '0')}`;
}
