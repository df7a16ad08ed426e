import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { ObjectFile } from '../../assembler/object.ts';
import { problem } from '../../diagnostics/diagnostic.ts';
import { renderDiagnostic } from '../../diagnostics/render.ts';
import type { Image } from '../../image/image.ts';
import type { Context } from '../context.ts';
import { gather, readChoice, readWord } from '../option-values.ts';
import { reasonOf } from '../reason.ts';
import { addSourceOptions, readSettings, type SourceOptions } from '../settings.ts';

interface AsmArguments extends SourceOptions {
  readonly base: bigint;
  readonly format: 'listing' | 'json';
  readonly outputFile?: string;
  readonly includeFile?: readonly string[];
  readonly nostdinc?: true;
}

const examples = `
-include FILE and -nostdinc may be written as for the C preprocessor.

Examples:
  hcall asm asm/immediate/hyp-stub.S
  hcall asm vectors.S -I include -D VA_BITS=39 --base 0x40080000 -o vectors.bin
  hcall asm vectors.S --format json`;

/** Flat binaries span from the first to the last byte: a hole beyond this is a mistake in the addresses. */
const largestBinary = 0x1000_0000n;

/** Bytes between the addresses that symbols get which the source does not define. */
const externalSize = 16n;

export function addAsmCommand(program: Command, context: Context): void {
  const command = program
    .command('asm')
    .description('assemble a source and print each address with its word and its source')
    .argument(
      '<file>',
      'a .S file, which goes through the C preprocessor, or a .s file, which does not',
    )
    .option(
      '--base <address>',
      'address of the first section (default: 0)',
      (text) => readWord('--base', text),
      0n,
    )
    .option(
      '--format <name>',
      'listing, or json: sections as hexadecimal bytes, and symbols',
      (text) => readChoice('--format', text, ['listing', 'json']),
      'listing',
    )
    .option(
      '-o, --output-file <file>',
      'write the bytes into a file, from the first section to the last',
    )
    .option('--include-file <file>', 'a file to include first; may be given again', gather)
    .option('--nostdinc', 'do not look for headers in the system folders');
  addSourceOptions(command)
    .addHelpText('after', examples)
    .action((file: string, options: AsmArguments) => assembleFile(file, options, context));
}

async function assembleFile(file: string, options: AsmArguments, context: Context): Promise<void> {
  const { image, undefinedSymbols } = await build(file, options, context);
  if (options.outputFile !== undefined) {
    writeBinary(image, options.outputFile, context);
  }
  for (const [name, address] of undefinedSymbols) {
    context.stderr.write(
      `note: '${name}' is not defined here, and stands at ${hex(address)} behind the code\n`,
    );
  }
  if (options.format === 'json') {
    context.stdout.write(`${JSON.stringify(imageData(image, undefinedSymbols), undefined, 2)}\n`);
  } else if (options.outputFile === undefined) {
    const { listing } = await import('../../report/listing.ts');
    for (const line of listing(image)) {
      context.stdout.write(`${line}\n`);
    }
  }
}

interface Built {
  readonly image: Image;
  readonly undefinedSymbols: ReadonlyMap<string, bigint>;
}

async function build(file: string, options: AsmArguments, context: Context): Promise<Built> {
  const { includes, defines } = await readSettings(
    [file, ...(options.includeFile ?? [])],
    options,
    context,
  );
  const own = await abiSettings(file, context);
  const [{ createAssembler }, { link }] = await Promise.all([
    import('../../assembler/assemble.ts'),
    import('../../image/link.ts'),
  ]);
  const assembler = await createAssembler();
  const object = assembler.assemble(
    { path: shownPath(file, context.cwd) },
    {
      includePaths: [...includes, ...own.includes],
      defines: [...own.defines, ...defines],
      forcedIncludes: (options.includeFile ?? []).map((path) => resolve(context.cwd, path)),
      noStandardIncludes: options.nostdinc ?? false,
      onWarning: (warning) => {
        const { colour } = context.stderr;
        context.stderr.write(`${renderDiagnostic(warning, { colour }).trimEnd()}\n`);
      },
    },
  );
  const undefinedSymbols = placeUndefined(object, options.base);
  return {
    image: link([object], { base: options.base, externals: undefinedSymbols }),
    undefinedSymbols,
  };
}

/** A source in the folder of an ABI is assembled as that ABI assembles it. */
async function abiSettings(
  file: string,
  { cwd }: Context,
): Promise<{ readonly includes: readonly string[]; readonly defines: readonly string[] }> {
  const folder = dirname(resolve(cwd, file));
  if (!existsSync(join(folder, 'abi.yaml'))) {
    return { includes: [], defines: [] };
  }
  const { loadAbi } = await import('../../abi/load.ts');
  return loadAbi(folder);
}

/** Addresses behind all sections, near enough for a branch, for symbols that the source leaves to others. */
function placeUndefined(object: ObjectFile, base: bigint): Map<string, bigint> {
  const size = object.sections.reduce(
    (sum, { size, alignment }) => sum + BigInt(size) + BigInt(alignment),
    0n,
  );
  const start = ((base + size) | 0xfffn) + 1n;
  const names = object.symbols
    .filter(({ section }) => section === 'undefined')
    .map(({ name }) => name);
  return new Map(
    names
      .filter((name) => name !== '')
      .map((name, index) => [name, start + externalSize * BigInt(index)]),
  );
}

function imageData(
  { sections, symbols }: Image,
  undefinedSymbols: ReadonlyMap<string, bigint>,
): object {
  const defined = symbols.filter(({ name }) => !undefinedSymbols.has(name));
  return {
    sections: sections.map(({ name, address, bytes }) => ({
      name,
      address: hex(address),
      hex: Buffer.from(bytes).toString('hex'),
    })),
    symbols: Object.fromEntries(defined.map(({ name, address }) => [name, hex(address)])),
  };
}

function writeBinary({ sections }: Image, file: string, { cwd }: Context): void {
  const filled = sections.filter(({ bytes }) => bytes.length > 0);
  const [start = 0n] = filled.map(({ address }) => address).toSorted((a, b) => (a < b ? -1 : 1));
  const end = filled.reduce((end, { address, bytes }) => {
    const own = address + BigInt(bytes.length);
    return own > end ? own : end;
  }, start);
  if (end - start > largestBinary) {
    throw problem(
      'output-not-writable',
      `the sections span ${hex(end - start)} bytes, too many for a flat binary`,
    );
  }
  const binary = new Uint8Array(Number(end - start));
  for (const { address, bytes } of filled) {
    binary.set(bytes, Number(address - start));
  }
  try {
    writeFileSync(resolve(cwd, file), binary);
  } catch (error) {
    throw problem('output-not-writable', `cannot write '${file}': ${reasonOf(error)}`);
  }
}

/** As the user wrote it, when the assembler would find the same file by it. */
function shownPath(file: string, cwd: string): string {
  const absolute = resolve(cwd, file);
  return resolve(file) === absolute ? file : absolute;
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
