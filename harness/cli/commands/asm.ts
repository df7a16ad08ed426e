import type { Command } from 'commander';
import type { InstructionWord } from '../../architecture/a64/word.ts';
import { instructionAt, instructionBytes } from '../../architecture/a64/word.ts';
import { problem } from '../../diagnostics/diagnostic.ts';
import type { Image } from '../../image/image.ts';
import { dirname, resolve } from 'node:path';
import { buildImage } from '../build-image.ts';
import { jsonDocument } from '../../report/json-document.ts';
import type { Plain } from '../../collections/plain.ts';
import type { asmShape } from '../../report/asm-shape.ts';
import { lookedHeader } from '../../run/document-header.ts';
import { shown } from '../../diagnostics/shown.ts';
import { choiceOption } from '../choice-option.ts';
import type { Context } from '../context.ts';
import { readChoice, readWord } from '../option-values.ts';
import type { SourceOptions } from '../settings.ts';
import { addSourceOptions, readSettings } from '../settings.ts';

interface AsmArguments extends SourceOptions {
  readonly base?: bigint;
  readonly format: 'listing' | 'json';
  readonly outputFile?: string;
  readonly secondEncoder?: true;
}

const formats = ['listing', 'json'] as const;

const examples = `
-include FILE and -nostdinc may be written as for the C preprocessor.

Examples:
  hcall asm asm/immediate/hyp-stub.S
  hcall asm vectors.S -I include -D VA_BITS=39 --base 0x40080000 -o vectors.bin
  hcall asm vectors.S --format json`;

/** Flat binaries span from the first to the last byte: a hole beyond this is a mistake in the addresses. */
const largestBinary = 0x1000_0000n;

export function addAsmCommand(program: Command, context: Context): void {
  const command = program
    .command('asm')
    .description(
      'assemble a source, or read an object, and print each address with its word and source',
    )
    .argument(
      '<file>',
      'a .S file, which goes through the C preprocessor, a .s file, which does not, or an ELF file',
    )
    .option('--base <address>', 'address of the first section (default: 0)', (text) =>
      readWord('--base', text),
    )
    .addOption(
      choiceOption(
        '--format <name>',
        'listing, or json: sections as hexadecimal bytes, and symbols',
        formats,
        (text) => readChoice('--format', text, formats),
      ).default('listing'),
    )
    .option(
      '-o, --output-file <file>',
      'write the bytes into a file, from the first section to the last',
    )
    .option(
      '--second-encoder',
      'let Keystone encode each instruction too, and fail where it gives another word',
    );
  addSourceOptions(command)
    .addHelpText('after', examples)
    .action((file: string, options: AsmArguments) => assembleFile(file, options, context));
}

async function assembleFile(file: string, options: AsmArguments, context: Context): Promise<void> {
  const settings = await readSettings([file], options, context);
  const { AbiLibrary } = await import('../../abi/library.ts');
  const abi = new AbiLibrary([]).load(dirname(resolve(context.cwd, file)));
  const { base } = options;
  const { image, undefinedSymbols } = await buildImage(
    { files: [file], abi, ...(base === undefined ? {} : { base }) },
    settings,
    context,
  );
  if (options.outputFile !== undefined) {
    await context.outputs.write(flatBinary(image), options.outputFile);
  }
  if (options.secondEncoder === true) {
    await askSecondEncoder(image, context);
  }
  for (const [name, address] of undefinedSymbols) {
    context.stderr.write(
      `note: '${shown(name)}' is not defined here, and stands at ${hex(address)} behind the code\n`,
    );
  }
  if (options.format === 'json') {
    context.stdout.writeData(jsonDocument(imageData(image, undefinedSymbols)));
  } else if (options.outputFile === undefined) {
    const { listing } = await import('../../report/listing.ts');
    for (const line of listing(image)) {
      context.stdout.write(`${line}\n`);
    }
  }
}

/** Throws an HcallError where Keystone encodes an instruction to another word. */
async function askSecondEncoder(image: Image, context: Context): Promise<void> {
  const { secondOpinion } = await import('../../assembler/encoder/second-encoder.ts');
  const { agreed, unknown, disagreements } = await secondOpinion(instructionsOf(image));
  const [first] = disagreements;
  if (first !== undefined) {
    throw problem(
      'encoders-disagree',
      `'${first.text}' is ${hex(BigInt(first.word))}, and ${hex(BigInt(first.other))} by Keystone${disagreements.length > 1 ? `; ${disagreements.length - 1} more` : ''}`,
    );
  }
  context.stderr.write(
    `note: Keystone gives the same word for ${agreed} instructions, and does not know ${unknown}\n`,
  );
}

/** The words that instructions of a source assembled to. */
function* instructionsOf({ sections, lines }: Image): Generator<InstructionWord> {
  for (const { address: start, bytes } of sections) {
    const end = start + BigInt(bytes.length);
    for (const { address, size, data } of lines) {
      const last = data === true ? address : address + BigInt(size);
      for (let at = address; at < last; at += BigInt(instructionBytes)) {
        if (at >= start && at + BigInt(instructionBytes) <= end) {
          yield instructionAt(bytes, Number(at - start));
        }
      }
    }
  }
}

function imageData(
  { sections, symbols }: Image,
  undefinedSymbols: ReadonlyMap<string, bigint>,
): Plain<typeof asmShape> {
  const defined = symbols.filter(({ name }) => !undefinedSymbols.has(name));
  return {
    ...lookedHeader('asm'),
    sections: sections.map(({ name, address, bytes }) => ({
      name,
      address: hex(address),
      hex: Buffer.from(bytes).toString('hex'),
    })),
    symbols: Object.fromEntries(defined.map(({ name, address }) => [name, hex(address)])),
  };
}

function flatBinary({ sections }: Image): Uint8Array {
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
  return binary;
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
