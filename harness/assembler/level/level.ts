import { problem } from '../../diagnostics/diagnostic.ts';
import type { Feature } from './feature.ts';
import { architectures, extensions, processors, withNeeded, without } from './feature.ts';

/** The architecture that instructions are checked against, at one place of a source. */
export interface Level {
  /** As it was written: `armv8-a+crc`. */
  readonly name: string;
  readonly features: ReadonlySet<Feature>;
}

/**
 * Where neither -march nor a directive says anything, all that hcall knows. GNU as takes armv8-a then, and kernels are built
 * with one option or another.
 */
export const defaultLevel: Level = {
  name: 'any architecture',
  features: withNeeded([...architectures.values(), ...extensions.values()].flat()),
};

/** What is wrong with the name of a level: lower case, without a position. */
export interface LevelError {
  readonly error: string;
  readonly note: string;
}

type Kind = 'architecture' | 'processor';

const known = { architecture: architectures, processor: processors };

/** `.arch armv8.2-a+crypto+nofp`, `.cpu cortex-a76+memtag`: a name, extensions that are added, then those removed. */
export function parseLevel(text: string, kind: Kind): Level | LevelError {
  const [base = '', ...parts] = text.split(/\s*\+\s*/);
  const features = known[kind].get(base);
  if (features === undefined) {
    return unknown(kind, base, [...known[kind].keys()]);
  }
  let level: Level = { name: base, features: new Set(features) };
  let removes = false;
  for (const part of parts) {
    if (part === '') {
      return { error: `an extension is missing after '+'`, note: `write it: '${base}+crc'` };
    }
    if (removes && !part.startsWith('no')) {
      return {
        error: `'+${part}' is added after an extension is removed`,
        note: 'extensions that are added stand before those that are removed',
      };
    }
    removes = part.startsWith('no');
    const next = changeLevel(level, part);
    if ('error' in next) {
      return next;
    }
    level = next;
  }
  return level;
}

/** The level that -march names. Throws `unknown-architecture`. */
export function readLevel(name: string): Level {
  const level = parseLevel(name, 'architecture');
  if ('error' in level) {
    throw problem('unknown-architecture', level.error, { note: level.note });
  }
  return level;
}

/** `.arch_extension crc`, `.arch_extension nofp`: the level with one more extension, or without one. */
export function changeLevel(level: Level, text: string): Level | LevelError {
  const removes = text.startsWith('no');
  const extension = removes ? text.slice('no'.length) : text;
  const features = extensions.get(extension);
  if (features === undefined) {
    return unknown('extension', extension, [...extensions.keys()]);
  }
  return {
    name: `${level.name}+${text}`,
    features: removes
      ? without(level.features, features)
      : new Set([...level.features, ...withNeeded(features)]),
  };
}

/** How many names are listed that begin alike. */
const mostNames = 6;

function unknown(kind: Kind | 'extension', name: string, names: readonly string[]): LevelError {
  const alike = names
    .map((each) => ({ each, shared: sharedStart(each, name) }))
    .filter(({ shared }) => shared > 0)
    .toSorted((a, b) => b.shared - a.shared)
    .map(({ each }) => each);
  const shownNames = (alike.length > 0 ? alike : names).slice(0, mostNames).join(', ');
  return {
    error: `GNU as 2.40 knows no ${kind} '${name}'`,
    note: `${alike.length > 0 ? 'names like it are' : 'some that it knows are'} ${shownNames}`,
  };
}

/** How many characters two names begin with alike, in any case. */
function sharedStart(left: string, right: string): number {
  const [a, b] = [left.toLowerCase(), right.toLowerCase()];
  let length = 0;
  while (length < a.length && a[length] === b[length]) {
    length += 1;
  }
  return length;
}
