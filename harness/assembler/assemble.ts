import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { problem } from '../diagnostics/diagnostic.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { Assembly } from './assembly.ts';
import type { Surroundings } from './assembly.ts';
import { assembleStatement } from './assemble-statement.ts';
import { readStatements } from './directives/file.ts';
import { createEncoder } from './encoder/create-encoder.ts';
import type { Encoder } from './encoder/encoder.ts';
import { binary, number } from './expression.ts';
import { flushPools } from './instruction.ts';
import { layOut } from './layout.ts';
import { Locator } from './locator.ts';
import { ObjectBuilder, settleAliases } from './object-builder.ts';
import type { ObjectFile } from './object.ts';
import { ObjectCache } from './object-cache.ts';
import { preprocess, preprocessorIdentity } from './preprocess.ts';
import type { PreprocessOptions } from './preprocess.ts';
import { Problems } from './problems.ts';
import { resolveFixups } from './resolve.ts';
import { SourceError } from './source-error.ts';
import { SourceText } from './source.ts';
import type { Statement } from './statement.ts';
import { unwindTable } from './unwind-table.ts';

/** A source file, or a text that stands for one. */
interface Source {
  /** Names it in messages; a name that ends in `.S` is preprocessed, unless `preprocessed` says that it was. */
  readonly path: string;
  /** Instead of the file's content. */
  readonly text?: string;
  readonly preprocessed?: boolean;
}

interface AssembleOptions extends PreprocessOptions {
  /** Hears of warnings (.warning, truncated data); they do not stop the assembling. */
  readonly onWarning?: (warning: Diagnostic) => void;
}

interface Assembler {
  /**
   * Source text -> object file: the bytes, symbols and relocations that GNU as 2.40 makes of it. Mapping symbols ($x, $d) and
   * debug information are left out; the line table says what is data.
   *
   * @throws HcallError with every error of the source, in its order
   */
  assemble(source: Source, options?: AssembleOptions): ObjectFile;
}

interface AssemblerOptions {
  /** Keeps objects in this folder, so that an unchanged source costs no preprocessing and no encoding. Absent: nothing is kept. */
  readonly cacheFolder?: string;
}

/** Starts the encoder once; the assembler may then serve any number of sources. */
async function createAssembler(options: AssemblerOptions = {}): Promise<Assembler> {
  const cache =
    options.cacheFolder === undefined ? undefined : new ObjectCache(options.cacheFolder);
  return new GnuAssembler(await createEncoder(), cache);
}

class GnuAssembler implements Assembler {
  private readonly encoder: Encoder;
  private readonly cache: ObjectCache | undefined;
  private readonly words = new Map<string, number>();

  constructor(encoder: Encoder, cache: ObjectCache | undefined) {
    this.encoder = encoder;
    this.cache = cache;
  }

  assemble(source: Source, options: AssembleOptions = {}): ObjectFile {
    const { onWarning = () => {}, ...setting } = options;
    const text = source.text ?? readSource(source.path);
    const isRaw = source.path.endsWith('.S') && source.preprocessed !== true;
    const includePaths = options.includePaths ?? [];
    const request = {
      path: source.path,
      text,
      includePaths,
      setting: { ...setting, isRaw, tool: isRaw ? preprocessorIdentity() : '' },
    };
    const cached = this.cache?.find(request);
    if (cached !== undefined) {
      for (const warning of cached.warnings) onWarning(warning);
      return cached.object;
    }
    const input = new SourceText(
      source.path,
      isRaw ? preprocess(source.path, text, options) : text,
    );
    const locator = new Locator((path) =>
      path === source.path ? text : tryRead(path)?.toString('utf8'),
    );
    const warnings: Diagnostic[] = [];
    const problems = new Problems(locator, (warning) => {
      warnings.push(warning);
      onWarning(warning);
    });
    const files = new Set(isRaw ? input.files() : []);
    const surroundings: Surroundings = {
      encoder: this.encoder,
      words: this.words,
      open: (name) => {
        const file = openFile(name, source.path, includePaths);
        if (file !== undefined) files.add(file.path);
        return file;
      },
    };
    const object = assembleText(input, surroundings, problems, locator);
    this.cache?.store(request, files, { object, warnings });
    return object;
  }
}

function assembleText(
  source: SourceText,
  surroundings: Surroundings,
  problems: Problems,
  locator: Locator,
): ObjectFile {
  const first: Statement = { text: '', source, line: 0, column: 0 };
  const assembly = new Assembly(surroundings, problems, first);
  const statements = readStatements(assembly, source);
  assembly.input.push({ kind: 'file', statements, conditionals: 0 }, first);
  run(assembly);
  assembly.statement = first;
  // .end stops within a conditional as elsewhere.
  const open = assembly.conditionals.truncate(0);
  if (open !== undefined && !problems.any) reportOpen(problems, open);
  // Without the missing pieces every distance is off: what follows would only repeat the mistake.
  problems.throwIfAny();
  const builder = finish(assembly);
  problems.throwIfAny();
  const object = builder.build(assembly, locator);
  problems.throwIfAny();
  return object;
}

/** Reads every statement; each mistake is reported where it is and the next statement is read. */
function run(assembly: Assembly): void {
  const { input, conditionals, problems } = assembly;
  while (!problems.full) {
    try {
      const statement = input.next((frame) => {
        const open = conditionals.truncate(frame.conditionals);
        if (open !== undefined) reportOpen(problems, open);
      });
      if (statement === undefined) return;
      assembly.statement = statement;
      assembleStatement(assembly);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      problems.error(error.code, error.message, assembly.statement, error.position, error.note);
      // Whatever calls itself without an end would report itself without an end.
      if (error.code === 'expansion-too-deep' || error.code === 'expansion-too-large') input.stop();
    }
  }
}

/** Writes .eh_frame when .cfi directives ask for it; true when it did. */
function emitUnwindTable(assembly: Assembly): boolean {
  const { frames, problems, sections, fixups } = assembly;
  const open = frames.find(({ end }) => end === undefined);
  if (open !== undefined)
    problems.error('unterminated-block', `no '.cfi_endproc' closes this`, open.statement, 0);
  if (frames.length === 0 || !assembly.hasUnwindTable) return false;
  const { section } = assembly.openSection('.eh_frame');
  section.align(8);
  sections.switchTo(section.subsection(0));
  const { bytes, starts } = unwindTable(frames);
  const here = assembly.place();
  assembly.emitBytes(bytes);
  const { fragment } = section.subsection(0);
  for (const { offset, frame } of starts) {
    const place = binary('+', { kind: 'symbol', symbol: here }, number(BigInt(offset)));
    const expression = binary('-', { kind: 'symbol', symbol: frame.start }, place);
    fixups.push({
      kind: 'data',
      fragment,
      offset,
      statement: frame.statement,
      position: 0,
      size: 4,
      expression,
    });
  }
  return true;
}

function reportOpen(problems: Problems, conditional: Statement): void {
  problems.error('unterminated-block', `no '.endif' closes this`, conditional, 0);
}

/** After the last statement: literals, addresses, values. */
function finish(assembly: Assembly): ObjectBuilder {
  const { problems, sections, symbols, pools } = assembly;
  for (const subsection of pools.keys()) {
    sections.switchTo(subsection);
    flushPools(assembly);
  }
  for (const [label, symbol] of symbols.unresolvedNumeric())
    problems.error(
      'undefined-local-label',
      `no label '${label}:' stands after this`,
      symbol.statement ?? assembly.statement,
      symbol.statement?.text.indexOf(`${label}f`),
    );
  layOut(sections.all, problems);
  if (emitUnwindTable(assembly)) layOut(sections.all, problems);
  settleAliases(assembly);
  const builder = new ObjectBuilder(sections.all);
  builder.measure(assembly);
  resolveFixups(assembly, builder);
  return builder;
}

function readSource(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error ? String(error.code) : 'it cannot be read';
    throw problem('source-not-found', `source '${path}' cannot be read: ${reason}`);
  }
}

function tryRead(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** What .include and .incbin name: beside the source, then along the include paths, then as it stands. */
function openFile(
  name: string,
  source: string,
  includePaths: readonly string[],
): { readonly path: string; readonly bytes: Uint8Array } | undefined {
  const candidates = isAbsolute(name)
    ? [name]
    : [dirname(source), ...includePaths, '.'].map((path) => join(path, name));
  for (const path of candidates) {
    const bytes = tryRead(path);
    if (bytes !== undefined) return { path, bytes };
  }
  return undefined;
}

export { createAssembler };
export type { Assembler, AssemblerOptions, AssembleOptions, Source };
