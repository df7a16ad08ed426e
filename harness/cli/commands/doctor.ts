import type { Command } from 'commander';
import { regions } from '../../calls/memory-map.ts';
import type { Palette } from '../../diagnostics/palette.ts';
import { createPalette } from '../../diagnostics/palette.ts';
import { installCommand } from '../../files/system-packages.ts';
import { hexadecimal } from '../../judge/finding.ts';
import { jsonDocument } from '../../report/json-document.ts';
import { lookedHeader } from '../../run/document-header.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { addFormatOption } from '../format-option.ts';
import { findProjectFile, projectFileName } from '../project-file.ts';
import type { ToolReport } from '../tool-report.ts';
import { examine } from '../tool-report.ts';

interface DoctorArguments {
  readonly format: 'text' | 'json';
}

/** Of the machine, and of this folder. */
interface Health {
  readonly tools: readonly ToolReport[];
  readonly install: string | null;
  readonly project: string | null;
}

export function addDoctorCommand(program: Command, context: Context): void {
  const command = program
    .command('doctor')
    .description(
      'print the version of every tool that hcall uses, what is missing and what that costs, and the memory map',
    );
  addFormatOption(command, ['text', 'json']).action(async ({ format }: DoctorArguments) => {
    const examined = await Promise.all((await context.layers.tools()).map(examine));
    const lacking = examined.flatMap(({ lacks }) => lacks ?? []);
    const health: Health = {
      tools: examined.map(({ report }) => report),
      install: lacking.length === 0 ? null : installCommand(lacking),
      project: findProjectFile(context.cwd) ?? null,
    };
    if (format === 'json') {
      const memory = regions.map(({ name, address, size }) => ({
        name,
        address: hexadecimal(address),
        size,
      }));
      context.stdout.writeData(jsonDocument({ ...lookedHeader('doctor'), ...health, memory }));
    } else {
      context.stdout.write(textOf(health, createPalette(context.stdout.colour)));
    }
    if (health.tools.some(({ state }) => state === 'missing' || state === 'unfit')) {
      context.exitWith(exitCodes.missingTool);
    }
  });
}

function textOf({ tools, install, project }: Health, palette: Palette): string {
  const rows = [
    ...tools.map((tool): [string, string] => [tool.name, stateOf(tool, palette)]),
    [projectFileName, project ?? 'none here'] as const,
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    ...rows.map(([name, state]) => `${name.padEnd(width)}  ${state}`),
    ...(install === null ? [] : ['', `to install what is missing: ${palette.bold(install)}`]),
    '',
    palette.bold('memory map (physical addresses)'),
    ...regions.map(
      ({ name, address, size }) =>
        `  ${padded(address)} - ${padded(address + BigInt(size) - 1n)}  ${name}`,
    ),
    "'load:' next to 'files:', or --load, moves image, stubs and routine-callers",
    '',
  ].join('\n');
}

function stateOf({ state, version = '', where, cost, reason }: ToolReport, palette: Palette) {
  const place = where === undefined ? '' : palette.dim(` (${where})`);
  const loss = cost === undefined ? '' : `: ${cost}`;
  switch (state) {
    case 'found':
      return `${version}${place}`;
    case 'replaced':
      return `${version}${place}${loss}`;
    case 'optional':
      return palette.dim(`not installed${loss}`);
    case 'missing':
      return `${palette.red(`missing${loss}`)}${palette.dim(` (${reason})`)}`;
    case 'unfit':
      return `${palette.red(`of no use${loss}`)} (${reason})`;
  }
}

function padded(address: bigint): string {
  return `0x${address.toString(16).padStart(9, '0')}`;
}
