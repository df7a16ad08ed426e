import type { Command } from 'commander';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { suggest } from '../../abi/document/suggestion.ts';
import { problem } from '../../diagnostics/diagnostic.ts';
import { renderDiagnostic } from '../../diagnostics/render.ts';
import type { ImageLookup } from '../../image/lookup.ts';
import { jsonDocument } from '../../report/json-document.ts';
import { lookedHeader } from '../../run/document-header.ts';
import { buildCode } from '../build-image.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { addFormatOption } from '../format-option.ts';
import { gather } from '../option-values.ts';
import type { SourceOptions } from '../settings.ts';
import { addSourceOptions, readSettings } from '../settings.ts';
import type { VectorOptions } from '../vector-options.ts';
import { addVectorOptions, vectorsHelp, writtenVectors } from '../vector-options.ts';
import { workspacePaths } from '../workspace.ts';

interface LintArguments extends SourceOptions, Omit<VectorOptions, 'table'> {
  readonly table?: readonly string[];
  readonly mmuOff?: readonly string[];
  readonly format: 'text' | 'json' | 'sarif';
}

const examples = `
Examples:
  hcall lint hyp-stub.S -I include --table __hyp_stub_vectors --mmu-off .hyp.text`;

export function addLintCommand(program: Command, context: Context): void {
  const command = program
    .command('lint')
    .description('check vector tables, and code that runs with the MMU off, without running them')
    .argument('<vectors...>', vectorsHelp)
    .option(
      '--table <symbol>',
      'a vector table: alignment, slots; may be given again (default: those of the ABI)',
      gather,
    )
    .option(
      '--mmu-off <section>',
      'a section whose code runs with the MMU off: unaligned and exclusive accesses, DC ZVA; may be given again',
      gather,
    );
  addVectorOptions(addSourceOptions(addFormatOption(command, ['text', 'json', 'sarif'])), ['table'])
    .addHelpText('after', examples)
    .action((names: string[], options: LintArguments) => lint(names, options, context));
}

async function lint(
  names: readonly string[],
  { table: chosen = [], ...options }: LintArguments,
  context: Context,
): Promise<void> {
  const { mmuOff = [], format } = options;
  const settings = await readSettings([], options, context);
  const built = await buildCode(writtenVectors(names, options, settings), settings, context);
  const { ImageLookup } = await import('../../image/lookup.ts');
  const complaints: Diagnostic[] = [];
  for (const { name, image, tables } of built) {
    const wanted = chosen.length > 0 || mmuOff.length > 0 ? chosen : tables;
    if (wanted.length === 0 && mmuOff.length === 0) {
      throw problem('bad-usage', 'nothing to check: expected --table, --mmu-off, or --abi');
    }
    const lookup = new ImageLookup(image);
    complaints.push(...(await lintTables(lookup, wanted, name)));
    complaints.push(...(await lintSections(lookup, mmuOff, name)));
  }
  if (format === 'json') {
    context.stdout.writeData(jsonDocument({ ...lookedHeader('lint'), diagnostics: complaints }));
  } else if (format === 'sarif') {
    const { diagnosticResult, sarifLog } = await import('../../report/sarif.ts');
    const serviceFile = workspacePaths(context);
    context.stdout.writeData(sarifLog(complaints.map(diagnosticResult), { serviceFile }));
  } else {
    const { colour } = context.stdout;
    for (const complaint of complaints) {
      context.stdout.write(`${renderDiagnostic(complaint, { colour })}\n`);
    }
  }
  if (complaints.some(({ severity }) => severity !== 'note')) {
    context.exitWith(exitCodes.failed);
  }
}

async function lintTables(
  lookup: ImageLookup,
  tables: readonly string[],
  file: string,
): Promise<Diagnostic[]> {
  const { lintVectorTable } = await import('../../image/vector-table.ts');
  const missing = tables.find((table) => lookup.find(table) === undefined);
  if (missing !== undefined) {
    const known = lookup.image.symbols.map(({ name }) => name);
    throw problem('table-not-in-vectors', `the vector table '${missing}' is not in '${file}'`, {
      note: suggest(missing, known) ?? 'hcall asm lists the symbols',
    });
  }
  return tables.flatMap((table) => lintVectorTable(lookup, table));
}

async function lintSections(
  lookup: ImageLookup,
  names: readonly string[],
  file: string,
): Promise<Diagnostic[]> {
  const { lintMmuOff } = await import('../../audit/mmu-off.ts');
  return names.flatMap((name) => {
    const sections = lookup.image.sections.filter((section) => section.name === name);
    if (sections.length === 0) {
      const known = lookup.image.sections.map((section) => `'${section.name}'`).join(', ');
      throw problem('section-not-found', `'${file}' has no section '${name}'`, {
        note: `it has ${known}`,
      });
    }
    const ranges = sections.map(({ address, bytes }) => ({
      start: address,
      end: address + BigInt(bytes.length),
    }));
    return lintMmuOff(lookup, ranges);
  });
}
