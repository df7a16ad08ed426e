import type { Command } from 'commander';
import type { Abi } from '../../abi/abi.ts';
import type { CallSite } from '../../audit/callers.ts';
import type { callSiteShape } from '../../audit/callers-shape.ts';
import type { Plain } from '../../collections/plain.ts';
import { hexadecimal } from '../../judge/finding.ts';
import { buildCode } from '../build-image.ts';
import { jsonDocument } from '../../report/json-document.ts';
import { lookedHeader } from '../../run/document-header.ts';
import { shownData } from '../../diagnostics/shown.ts';
import type { Context } from '../context.ts';
import { addFormatOption } from '../format-option.ts';
import { gather } from '../option-values.ts';
import type { SourceOptions } from '../settings.ts';
import { addSourceOptions, readSettings } from '../settings.ts';
import type { VectorOptions } from '../vector-options.ts';
import { addVectorOptions, vectorsHelp, writtenVectors } from '../vector-options.ts';
import { workspacePaths } from '../workspace.ts';

interface CallersArguments extends SourceOptions, Omit<VectorOptions, 'abi'> {
  readonly abi?: readonly string[];
  readonly format: 'text' | 'json' | 'sarif';
}

const examples = `
Examples:
  hcall callers vmlinux --abi immediate        what an unconverted 'hvc #0' would mean
  hcall callers arch/arm64/kernel/hyp-stub.o --format json`;

export function addCallersCommand(program: Command, context: Context): void {
  const command = program
    .command('callers')
    .description('list every HVC and SMC of an object, image or source, and what each means')
    .argument('<code...>', vectorsHelp)
    .option(
      '--abi <name>',
      'an ABI to read the calls in (default: those of the version of Linux that an image has, else all); may be given again',
      gather,
    );
  addVectorOptions(addSourceOptions(addFormatOption(command, ['text', 'json', 'sarif'])), ['abi'])
    .addHelpText('after', examples)
    .action((code: string[], options: CallersArguments) => listCallers(code, options, context));
}

async function listCallers(
  code: readonly string[],
  options: CallersArguments,
  context: Context,
): Promise<void> {
  const settings = await readSettings([], options, context);
  const { abiFolders } = settings;
  const { AbiLibrary, findAbi } = await import('../../abi/library.ts');
  const names = options.abi ?? new AbiLibrary(abiFolders).names().toSorted();
  const abis: Abi[] = names.map((name) => findAbi(name, abiFolders));
  const { hasFiles } = await import('../../run/written-vectors.ts');
  const { abi: [abi] = [], ...more } = options;
  const written = writtenVectors(code, more, settings);
  // The first of them is what files are assembled as.
  const built = await buildCode(
    abi !== undefined && hasFiles(written) ? { ...written, abi } : written,
    settings,
    context,
  );
  const { findCallers } = await import('../../audit/callers.ts');
  const { abisOf, linuxVersionsOf } = await import('../../audit/linux-version.ts');
  const linux =
    options.abi === undefined
      ? [...new Set(built.flatMap(({ image }) => linuxVersionsOf(image)))]
      : [];
  const read = linux.length === 0 ? abis : abisOf(linux, abis);
  const sites = built.flatMap(({ image }) => findCallers(image, read));
  if (options.format === 'json') {
    context.stdout.writeData(
      jsonDocument({ ...lookedHeader('callers'), linux, sites: sites.map(plainSite) }),
    );
    return;
  }
  if (options.format === 'sarif') {
    const { callersSarif } = await import('../../report/callers-sarif.ts');
    context.stdout.writeData(callersSarif(sites, workspacePaths(context)));
    return;
  }
  const { callersText } = await import('../../report/callers-text.ts');
  context.stdout.write(callersText(shownData(sites), linux, context.stdout.colour));
}

/** Plain JSON: addresses and constants as hexadecimal text. */
function plainSite({
  address,
  constants,
  convention,
  meanings,
  ...rest
}: CallSite): Plain<typeof callSiteShape> {
  return {
    ...rest,
    address: hexadecimal(address),
    constants: Object.fromEntries(
      [...constants].map(([register, value]) => [register, hexadecimal(value)]),
    ),
    ...(convention === undefined
      ? {}
      : {
          convention:
            convention.kind === 'identifier'
              ? { ...convention, value: hexadecimal(BigInt(convention.value)) }
              : convention,
        }),
    meanings: meanings.map((meaning) =>
      meaning.kind === 'unknown-number'
        ? { ...meaning, number: hexadecimal(meaning.number) }
        : meaning,
    ),
  };
}
