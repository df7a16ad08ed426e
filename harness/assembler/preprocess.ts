import { spawnSync } from 'node:child_process';
import type { SpawnSyncOptionsWithBufferEncoding } from 'node:child_process';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bytesOfText, textOfBytes } from '../collections/byte-text.ts';
import { HcallError, problem } from '../diagnostics/diagnostic.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { statOf } from '../files/regular-file.ts';
import { limitMemory } from './limited-command.ts';
import { predefinedMacros } from './predefined-macros.ts';
import { tieToDriver, tieToParent } from './tied-command.ts';

/** What the C preprocessor is given, in the meaning of GCC's options of the same names. */
export interface PreprocessOptions {
  /** -I, in order. */
  readonly includePaths?: readonly string[];
  /** -D: `NAME` or `NAME=VALUE`. */
  readonly defines?: readonly string[];
  /** -U: names, of which neither `defines` nor the cross compiler's predefined macros count. */
  readonly undefines?: readonly string[];
  /** -include, in order. */
  readonly forcedIncludes?: readonly string[];
  /** -fmacro-prefix-map=OLD=NEW, for __FILE__: `OLD=NEW`. */
  readonly macroPrefixMaps?: readonly string[];
  /** -nostdinc */
  readonly noStandardIncludes?: boolean;
}

export interface Preprocessor {
  readonly command: string;
  /** What makes the command preprocess assembler text. */
  readonly arguments: readonly string[];
}

const language = ['-x', 'assembler-with-cpp'] as const;

/** The checkout or the installed package: the parent of the folder that holds the rooms. */
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The last is what the set-up unpacks into the checkout without root; it is in no search path when hcall is called by itself. */
const candidates: readonly Preprocessor[] = [
  { command: 'cpp', arguments: language },
  { command: 'clang', arguments: ['-E', ...language] },
  { command: 'gcc', arguments: ['-E', ...language] },
  { command: 'cc', arguments: ['-E', ...language] },
  { command: join(root, '.system', 'bin', 'cpp'), arguments: language },
];

let chosen: Preprocessor | undefined;

/** The preprocessor of this machine, found once; undefined when there is none. */
export function findPreprocessor(): Preprocessor | undefined {
  chosen ??= candidates.flatMap(withItsChildren).find(works);
  return chosen;
}

/** First as a driver of GCC that takes its children along when it ends, then as a program without children. */
function withItsChildren({ command, arguments: given }: Preprocessor): Preprocessor[] {
  return [
    { command, arguments: [...tieToDriver(), ...given] },
    { command, arguments: given },
  ];
}

function works(preprocessor: Preprocessor): boolean {
  const result = start(preprocessor, ['-undef', '-P', '-'], { input: 'probe', timeout: 20_000 });
  return result.status === 0 && result.stdout.includes('probe');
}

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly error: Error | undefined;
}

function start(
  { command, arguments: given }: Preprocessor,
  more: readonly string[],
  options: Omit<SpawnSyncOptionsWithBufferEncoding, 'input'> & { readonly input: string },
): Outcome {
  const [program = command, ...args] = tieToParent(limitMemory([command, ...given, ...more]));
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    ...options,
    input: bytesOfText(options.input),
    encoding: 'buffer',
    killSignal: 'SIGKILL',
  });
  // Without a process there is no output.
  const [output = '', messages = ''] = [stdout, stderr].map((bytes: Buffer | null) =>
    bytes === null ? '' : textOfBytes(bytes),
  );
  return { status, stdout: output, stderr: messages, error };
}

/** Environment variables that change where GCC and Clang look for includes. */
const searchVariables = ['CPATH', 'C_INCLUDE_PATH', 'GCC_EXEC_PREFIX', 'COMPILER_PATH'] as const;

/** Changes with the installed preprocessors, found without running them. */
export function preprocessorIdentity(): string {
  identity ??= [
    ...candidates.map(({ command }) => programStamp(command)),
    ...searchVariables.map((name) => process.env[name] ?? ''),
  ].join('\n');
  return identity;
}

let identity: string | undefined;

/** Changes with the program that a command starts; empty where there is none. `path`: the folders of PATH. */
export function programStamp(command: string, path = process.env['PATH'] ?? ''): string {
  const folders = isAbsolute(command) ? [''] : path.split(delimiter);
  for (const folder of folders) {
    const stat = statOf(join(folder, command));
    if (stat !== undefined) {
      return `${folder} ${command} ${stat.size} ${stat.mtimeMs}`;
    }
  }
  return '';
}

/**
 * The preprocessor's arguments for a source: what the output depends on, besides the files. The host's own macros (`__x86_64__`) are
 * switched off and the cross compiler's take their place, so that every host gives the same text.
 */
function preprocessorArguments(options: PreprocessOptions): string[] {
  return [
    '-undef',
    ...predefinedMacros.map((define) => `-D${define}`),
    ...(options.noStandardIncludes === true ? ['-nostdinc'] : []),
    ...(options.includePaths ?? []).map((path) => `-I${path}`),
    ...(options.defines ?? []).map((define) => `-D${define}`),
    ...(options.undefines ?? []).map((name) => `-U${name}`),
    ...(options.macroPrefixMaps ?? []).map((map) => `-fmacro-prefix-map=${map}`),
    ...(options.forcedIncludes ?? []).flatMap((path) => ['-include', path]),
  ];
}

/**
 * Runs the C preprocessor over a source.
 *
 * @param path names the source in messages and is where its own includes are looked up
 * @param text the source's text
 * @throws HcallError 'preprocessor-missing', or 'preprocessor-error' with one diagnostic for each error that it reports
 */
export function preprocess(path: string, text: string, options: PreprocessOptions): string {
  const tool = findPreprocessor();
  if (tool === undefined) {
    throw problem('preprocessor-missing', `no C preprocessor is found, and '${path}' needs one`, {
      note: 'install cpp (Debian and Ubuntu: apt-get install cpp), clang or gcc',
    });
  }
  const result = start(tool, [...preprocessorArguments(options), '-iquote', dirname(path), '-'], {
    // The text comes through standard input, so it names itself.
    input: `#line 1 "${path.replaceAll(/["\\]/gu, String.raw`\$&`)}"\n${text}`,
    env: { ...process.env, LC_ALL: 'C' },
    maxBuffer: 256 * 1024 * 1024,
    timeout: 60_000,
  });
  if (result.status === 0) {
    return result.stdout;
  }
  const [first, ...others] = parseErrors(result.stderr);
  if (first !== undefined) {
    throw new HcallError([first, ...others]);
  }
  const reason = result.error?.message ?? result.stderr.trim();
  throw problem(
    'preprocessor-error',
    `'${tool.command}' fails on '${path}': ${reason || 'no reason given'}`,
  );
}

const located = /^(.*?):(\d+):(?:(\d+):)? (fatal error|error|warning): (.*)$/u;
const included =
  /^(?:In file included)? +from (.*?):(\d+)(?::\d+)?[,:]$|^In file included from (.*?):(\d+)(?::\d+)?[,:]$/u;

/** GCC's and Clang's messages -> diagnostics, with the includes that they list above each and the excerpt below it. */
function parseErrors(stderr: string): Diagnostic[] {
  const lines = stderr.split('\n');
  const diagnostics: Diagnostic[] = [];
  let trail: { what: string; place: { file: string; line: number; column: number } }[] = [];
  for (const [index, line] of lines.entries()) {
    const step = included.exec(line);
    if (step !== null) {
      const file = step[1] ?? step[3] ?? '';
      trail.push({
        what: 'included here',
        place: { file, line: Number(step[2] ?? step[4]), column: 1 },
      });
      continue;
    }
    const match = located.exec(line);
    if (match === null) {
      continue;
    }
    if (match[4] !== 'warning') {
      const excerpt = /^ *\d* ?\| ?(.*)$/u.exec(lines[index + 1] ?? '')?.[1];
      diagnostics.push({
        code: 'preprocessor-error',
        severity: 'error',
        message: match[5] ?? '',
        place: { file: match[1] ?? '', line: Number(match[2]), column: Number(match[3] ?? 1) },
        ...(excerpt === undefined ? {} : { excerpt: { text: excerpt, length: 1 } }),
        ...(trail.length > 0 ? { trail } : {}),
      });
    }
    trail = [];
  }
  return diagnostics;
}
