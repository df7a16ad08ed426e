import type { Command } from 'commander';
import type { Abi } from '../../abi/abi.ts';
import type { CallSite } from '../../audit/callers.ts';
import { hexadecimal } from '../../judge/finding.ts';
import type { ImageOptions } from '../build-image.ts';
import { buildImage } from '../build-image.ts';
import { jsonText, shownData } from '../../diagnostics/shown.ts';
import type { Context } from '../context.ts';
import { gather, readChoice } from '../option-values.ts';
import { addSourceOptions, readSettings } from '../settings.ts';

interface CallersArguments extends ImageOptions {
  readonly abi?: readonly string[];
  readonly format: 'text' | 'json';
}

const examples = `
Examples:
  hcall callers vmlinux --abi immediate        what an unconverted 'hvc #0' would mean
  hcall callers arch/arm64/kernel/hyp-stub.o --format json`;

export function addCallersCommand(program: Command, context: Context): void {
  const command = program
    .command('callers')
    .description('list every HVC and SMC of an object, image or source, and what each means')
    .argument('<file>', 'a .S or .s file, or an ELF file')
    .option(
      '--abi <name>',
      'an ABI to read the calls in (default: all); may be given again',
      gather,
    )
    .option(
      '--format <name>',
      'text or json',
      (text) => readChoice('--format', text, ['text', 'json']),
      'text',
    );
  addSourceOptions(command)
    .addHelpText('after', examples)
    .action((file: string, options: CallersArguments) => listCallers(file, options, context));
}

async function listCallers(
  file: string,
  options: CallersArguments,
  context: Context,
): Promise<void> {
  const { abiFolders } = await readSettings([file], options, context);
  const { AbiLibrary, findAbi } = await import('../../abi/library.ts');
  const names = options.abi ?? new AbiLibrary(abiFolders).names().toSorted();
  const abis: Abi[] = names.map((name) => findAbi(name, abiFolders));
  const { image } = await buildImage(file, options, context);
  const { findCallers } = await import('../../audit/callers.ts');
  const sites = findCallers(image, abis);
  if (options.format === 'json') {
    context.stdout.write(`${jsonText(sites.map(plainSite))}\n`);
    return;
  }
  const { callersText } = await import('../../report/callers-text.ts');
  context.stdout.write(callersText(shownData(sites), context.stdout.colour));
}

/** Plain JSON: addresses and constants as hexadecimal text. */
function plainSite({ address, constants, meanings, ...rest }: CallSite): object {
  return {
    ...rest,
    address: hexadecimal(address),
    constants: Object.fromEntries(
      [...constants].map(([register, value]) => [register, hexadecimal(value)]),
    ),
    meanings: meanings.map((meaning) =>
      meaning.kind === 'unknown-number'
        ? { ...meaning, number: hexadecimal(meaning.number) }
        : meaning,
    ),
  };
}
