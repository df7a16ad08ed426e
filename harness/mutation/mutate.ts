import { createDisassembler } from '../disassembler/disassembler.ts';
import type { Disassembler } from '../disassembler/disassembler.ts';
import type { Test } from '../fixture/test.ts';
import type { Image } from '../image/image.ts';
import type { Plain } from '../collections/plain.ts';
import { RunHeader } from '../run/document-header.ts';
import { sessionKey } from '../run/session-key.ts';
import type { RunEvent } from '../run/event.ts';
import type { Fate, Mutant } from '../run/mutant.ts';
import { openWorkers } from '../run/isolation.ts';
import { runItems } from '../run/items.ts';
import type { Reach } from '../run/reach.ts';
import type { ItemRequest, RunWorkers } from '../run/request.ts';
import { imageBase } from '../run/reach.ts';
import { shortestPath } from '../run/paths.ts';
import { run } from '../run/run.ts';
import { isFailure } from '../run/verdict.ts';
import type { CodeWord } from '../coverage/code-words.ts';
import { fileOf, wantedWords } from '../coverage/code-words.ts';
import type { CoverOptions } from '../coverage/cover.ts';
import type { Mutation } from './mutation.ts';
import { mutationsOf } from './mutation.ts';
import type { mutantShape, mutationShape } from './mutation-shape.ts';
import { groupBy } from '../collections/group-by.ts';
import { markerOf } from '../coverage/source-marker.ts';

/*
 * Words of this room. A mutation is a small change of one instruction; a mutant is code with one mutation. A test kills
 * a mutant when its verdict changes; one that no test kills survives. An equivalent mutant does the same as the
 * original.
 */

export interface MutateOptions extends CoverOptions {
  /** Only instructions of these lines, from 1, undefined for any line of the file; every line if left out. */
  readonly isWantedLine?: (file: string, line: number | undefined) => boolean;
  /** Hears how many mutants of how many are judged. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** One mutant and what became of it. */
export type MutantReport = Plain<typeof mutantShape>;

/** What became of all mutants. */
export type MutationReport = Plain<typeof mutationShape>;

/** Where an instruction is in one session. */
interface Site {
  readonly session: string;
  readonly image: Image;
  readonly word: CodeWord;
  /** The address of the image's first byte. */
  readonly base: bigint;
}

/** A mutation as it is in one session: distances differ where images are laid out differently. */
interface Attempt {
  readonly site: Site;
  readonly mutation: Mutation;
}

/** A mutation with every session that it can be tried in. */
interface Candidate {
  readonly abi: string;
  /** The sessions with the most tests first. */
  readonly attempts: readonly [Attempt, ...Attempt[]];
  /** 'untried' until it is killed, or survived in each of them. */
  fate: Fate | { readonly kind: 'untried' };
}

/** What is known of a session after the run without mutants. */
interface KnownSession {
  readonly abi: string;
  readonly image: Image;
  readonly base: bigint;
  readonly tests: Test[];
  readonly reaches: Reach[];
}

/** Instructions beyond twice what the longest test needs, so that a mutant may go a longer way before it counts as endless. */
const spareBudget = 256;

/** Chunks of mutants for each process: so many that none waits long for the others at the end. */
const chunksPerJob = 6;

/**
 * Runs the selected tests, then makes mutants of all code that they reach and runs the tests that reach each until one
 * notices. Throws what `run` throws.
 */
export async function mutate(
  options: MutateOptions,
  emit: (event: RunEvent) => void,
): Promise<MutationReport> {
  const workers = openWorkers(options, options.isolation);
  try {
    return await new Mutating(options, workers, emit).report();
  } finally {
    workers.close();
  }
}

class Mutating {
  readonly #options: MutateOptions;
  /** For the tests without mutants first, so that it has their sessions. */
  readonly #workers: RunWorkers;
  readonly #emit: (event: RunEvent) => void;
  readonly #sessions = new Map<string, KnownSession>();
  readonly #tables = new Set<string>();
  readonly #excluded: string[] = [];
  readonly #header = new RunHeader();
  #hasCode = false;
  readonly #mutations = new Map<Image, ReadonlyMap<bigint, readonly Mutation[]>>();

  constructor(options: MutateOptions, workers: RunWorkers, emit: (event: RunEvent) => void) {
    this.#options = options;
    this.#workers = workers;
    this.#emit = emit;
  }

  async report(): Promise<MutationReport> {
    await this.#runTests();
    const unreached: CodeWord[] = [];
    const candidates = this.#candidates(unreached);
    const { clock } = this.#options;
    const start = clock();
    await this.#judge(candidates);
    const us = clock() - start;
    const disassembler = await createDisassembler();
    const mutants = candidates
      .map((candidate) => this.#describe(candidate, disassembler))
      .toSorted(byPlace);
    const countOf = (fate: MutantReport['fate']): number =>
      mutants.filter((mutant) => mutant.fate === fate).length;
    return {
      ...this.#header.of('mutate'),
      killed: countOf('killed'),
      survived: countOf('survived'),
      marked: countOf('marked'),
      untried: countOf('untried'),
      mutants,
      unreached: unreached.map((word) => ({
        file: fileOf(word),
        line: word.place.line,
        at: nameOf(word),
      })),
      hasCode: this.#hasCode,
      needless: needlessMarkers(mutants),
      excluded: this.#excluded,
      us,
    };
  }

  async #runTests(): Promise<void> {
    const { isWanted: _isWanted, isWantedLine: _isWantedLine, ...options } = this.#options;
    const reached: { test: Test; reach: Reach }[] = [];
    await run(
      {
        ...options,
        bail: false,
        workers: this.#workers,
        reach: {
          onImage: (key, abi, image) => {
            const base = imageBase(image);
            this.#sessions.set(key, { abi, image, base, tests: [], reaches: [] });
          },
          onReach: (test, reach) => reached.push({ test, reach }),
        },
      },
      (event) => {
        if (event.type === 'test-end' && isFailure(event.result.verdict)) {
          this.#excluded.push(event.result.id);
        }
        this.#header.handle(event);
        this.#emit(event);
      },
    );
    for (const { test, reach } of reached) {
      const session = this.#sessions.get(sessionKey(test));
      if (session !== undefined && !this.#excluded.includes(test.id)) {
        session.tests.push(test);
        session.reaches.push(reach);
        test.abi.vectors.forEach(({ table }) => this.#tables.add(table));
      }
    }
  }

  /** The mutations of each instruction once, however many images have it. */
  #candidates(unreached: CodeWord[]): Candidate[] {
    const { isWanted, isWantedLine = () => true } = this.#options;
    const byKey = new Map<string, { abi: string; sites: Site[] }>();
    const sessions = [...this.#sessions].toSorted(
      ([, a], [, b]) => b.tests.length - a.tests.length,
    );
    const missed = new Map<string, CodeWord>();
    for (const [key, { abi, image, base }] of sessions) {
      const reached = this.#reachedOffsets(key);
      for (const word of wantedWords(image, isWanted)) {
        const name = `${abi} ${word.key}`;
        this.#hasCode = true;
        const { holder, isAttributed, place } = word;
        const isChosen =
          isWantedLine(fileOf(word), place.line) ||
          (isAttributed && holder !== undefined && isWantedLine(shortestPath(holder), undefined));
        if (!isChosen) {
          continue;
        }
        if (!reached.has(Number(word.address - base))) {
          missed.set(name, word);
          continue;
        }
        const known = byKey.get(name) ?? { abi, sites: [] };
        known.sites.push({ session: key, image, word, base });
        byKey.set(name, known);
      }
    }
    for (const [name, word] of missed) {
      if (!byKey.has(name) && markerOf(word.text)?.kind !== 'unreachable') {
        unreached.push(word);
      }
    }
    return this.#mutationsAt(byKey);
  }

  #mutationsAt(byKey: ReadonlyMap<string, { abi: string; sites: Site[] }>): Candidate[] {
    return [...byKey.values()].flatMap(({ abi, sites }) => {
      const lists = sites.map((site) =>
        (this.#mutationsOf(site.image).get(site.word.address) ?? []).map((mutation): Attempt => ({
          site,
          mutation,
        })),
      );
      const [first = [], ...others] = lists;
      return first.map((attempt): Candidate => {
        const { mistake } = attempt.mutation;
        const same = others.flatMap(
          (list) => list.find(({ mutation }) => mutation.mistake === mistake) ?? [],
        );
        return { abi, attempts: [attempt, ...same], fate: { kind: 'untried' } };
      });
    });
  }

  /** The mutations of all wanted code of an image, by the address of the instruction. */
  #mutationsOf(image: Image): ReadonlyMap<bigint, readonly Mutation[]> {
    let known = this.#mutations.get(image);
    if (known === undefined) {
      const words = wantedWords(image, this.#options.isWanted);
      known = groupBy(
        mutationsOf(words, (symbol) => this.#tables.has(symbol)),
        ({ of }) => of.address,
      );
      this.#mutations.set(image, known);
    }
    return known;
  }

  #reachedOffsets(key: string): Set<number> {
    const { reaches = [] } = this.#sessions.get(key) ?? {};
    return new Set(reaches.flatMap(({ offsets }) => [...offsets]));
  }

  /** Tries each candidate in its first session, then those that survive in their next one, until an interrupt. */
  async #judge(candidates: readonly Candidate[]): Promise<void> {
    const { onProgress, interruption } = this.#options;
    let done = 0;
    const budget = this.#budget();
    const stop = (): void => this.#workers.stop();
    interruption?.addEventListener('abort', stop);
    try {
      for (let round = 0; ; round += 1) {
        const left = candidates.filter(
          ({ fate, attempts }) => fate.kind === 'untried' && attempts.length > round,
        );
        if (left.length === 0 || interruption?.aborted === true) {
          return;
        }
        const settle = (index: number, fate: Fate): void => {
          const candidate = left[index];
          if (
            candidate !== undefined &&
            (fate.kind === 'killed' || candidate.attempts.length === round + 1)
          ) {
            candidate.fate = fate;
            done += 1;
            onProgress?.(done, candidates.length);
          }
        };
        await runItems(this.#workers, this.#work(left, round, budget), {
          onReport: (report) => {
            if (report.type === 'fate') {
              settle(report.index, report.fate);
            }
          },
          onLost: (index, _verdict, reason) =>
            settle(index, { kind: 'killed', test: '', symptom: reason }),
        });
      }
    } finally {
      interruption?.removeEventListener('abort', stop);
    }
  }

  /** Instructions that a trial of a mutant may take. */
  #budget(): number {
    const reaches = [...this.#sessions.values()].flatMap((session) => session.reaches);
    const longest = reaches.reduce(
      (most, { counts }) =>
        Math.max(
          most,
          counts.reduce((sum, count) => sum + count, 0),
        ),
      0,
    );
    return 2 * longest + spareBudget;
  }

  #work(candidates: readonly Candidate[], round: number, budget: number): ItemRequest[] {
    const bySession = new Map<string, { index: number; mutant: Mutant }[]>();
    for (const [index, { attempts }] of candidates.entries()) {
      const attempt = attempts[round];
      if (attempt !== undefined) {
        const { session } = attempt.site;
        const items = bySession.get(session) ?? [];
        items.push({ index, mutant: this.#mutantOf(attempt) });
        bySession.set(session, items);
      }
    }
    const size = Math.max(
      1,
      Math.ceil(candidates.length / (this.#options.isolation.jobs * chunksPerJob)),
    );
    return [...bySession].flatMap(([key, items]) => {
      const { tests = [] } = this.#sessions.get(key) ?? {};
      return Array.from({ length: Math.ceil(items.length / size) }, (_, part): ItemRequest => ({
        type: 'mutants',
        items: items.slice(part * size, (part + 1) * size),
        tests,
        budget,
      }));
    });
  }

  /** What a worker needs: the words, and the tests that execute them, the most special first. */
  #mutantOf({ site, mutation: { writes } }: Attempt): Mutant {
    const offsets = writes.map(({ address }) => Number(address - site.base));
    const { reaches = [] } = this.#sessions.get(site.session) ?? {};
    const sizeOf = (index: number): number => reaches[index]?.offsets.length ?? 0;
    const reachedBy = reaches
      .flatMap((reach, index) =>
        offsets.some((offset) => reach.offsets.includes(offset)) ? [index] : [],
      )
      .toSorted((a, b) => sizeOf(a) - sizeOf(b));
    return { writes, reachedBy };
  }

  #describe({ abi, attempts, fate }: Candidate, disassembler: Disassembler): MutantReport {
    const [attempt] = attempts;
    const { of, operator, originals, writes } = attempt.mutation;
    const text = (list: Mutation['writes']): string =>
      list.map(({ address, word }) => disassembler.disassemble(word, address)).join('; ');
    const described = {
      file: fileOf(of),
      line: of.place.line,
      text: of.text ?? '',
      abi,
      at: nameOf(of),
      operator,
      original: text(originals),
      mutant: text(writes),
    };
    if (fate.kind === 'killed') {
      return { ...described, fate: 'killed', killer: fate.test, symptom: fate.symptom };
    }
    if (fate.kind === 'untried') {
      return { ...described, fate: 'untried' };
    }
    const closest = this.#closest(attempt);
    const marker = markerOf(of.text);
    const isMarked =
      marker?.kind === 'equivalent' && (marker.what.length === 0 || marker.what.includes(operator));
    return {
      ...described,
      ...(closest === undefined ? {} : { closest }),
      ...(isMarked ? { fate: 'marked', reason: marker.reason } : { fate: 'survived' }),
    };
  }

  #closest(attempt: Attempt): string | undefined {
    const [first] = this.#mutantOf(attempt).reachedBy;
    return first === undefined
      ? undefined
      : this.#sessions.get(attempt.site.session)?.tests[first]?.id;
  }
}

function nameOf({ symbol, offset }: CodeWord): string {
  return offset === 0 ? symbol : `${symbol}+0x${offset.toString(16)}`;
}

function byPlace(a: MutantReport, b: MutantReport): number {
  if (a.file !== b.file) {
    return a.file < b.file ? -1 : 1;
  }
  return a.line - b.line || a.at.localeCompare(b.at);
}

/** Lines with a marker of which no mutant survived, all having been tried. */
function needlessMarkers(mutants: readonly MutantReport[]): { file: string; line: number }[] {
  const needed = new Set(
    mutants
      .filter(({ fate }) => fate === 'marked' || fate === 'untried')
      .map(({ file, line }) => `${file}:${line}`),
  );
  const found = new Map(
    mutants
      .filter(({ text }) => markerOf(text)?.kind === 'equivalent')
      .map(({ file, line }) => [`${file}:${line}`, { file, line }]),
  );
  return [...found].flatMap(([key, place]) => (needed.has(key) ? [] : [place]));
}
