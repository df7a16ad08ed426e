/** Alternatives that a refusal lists. */
const most = 8;

/** `lsl, lsr or asr` */
export function oneOf(words: readonly string[]): string {
  return words.length < 2
    ? (words[0] ?? '')
    : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

/** What is expected at one place by one syntax or another, in a phrase; kinds of registers that differ in their width alone are one. */
export function eitherOf(expected: readonly string[]): string {
  const merged = merge(expected);
  const isMore = merged.length > most;
  return `${merged.slice(0, most).join(' or ')}${isMore ? ', ...' : ''}`;
}

/** That `word` is none of the words, or the first of them. */
export function noneOf(words: readonly string[], found: string): string {
  const all = [...new Set(words)].map((word) => word.replace(/ (?=\d+$)/, ' #'));
  const more = all.length > most ? ', ...' : '';
  return `'${found}' is none of ${all.slice(0, most).join(', ')}${more}`;
}

/** A kind of operand that is named in several widths or arrangements, and the one name for all of them. */
interface Kind {
  readonly pattern: RegExp;
  readonly together: (variants: readonly string[]) => string;
}

const kinds: readonly Kind[] = [
  {
    pattern: /^a (32|64)-bit register$/,
    together: () => 'a 32-bit or 64-bit register',
  },
  {
    pattern: /^a register ([bhsdq])0 to \w+$/,
    together: (letters) => `a scalar SIMD register (${oneOf(letters)})`,
  },
  {
    pattern: /^a register v0\.(\w+) to v31\.\w+$/,
    together: (arrangements) => `a vector register (${listed(arrangements)})`,
  },
  {
    pattern: /^a register v0\.(\w+) to v31\.\w+ with an element$/,
    together: (arrangements) => `an element of a vector register (${listed(arrangements)})`,
  },
  {
    pattern: /^a list of (\d) registers? such as /,
    together: (counts) =>
      `a list of ${oneOf([...new Set(counts)].toSorted())} register${counts.every((count) => count === '1') ? '' : 's'} of one arrangement such as ${example(counts)}`,
  },
];

const example = (counts: readonly string[]): string =>
  counts.includes('1') ? "'{v0.8b}'" : `'{v0.8b-v${Number(counts[0]) - 1}.8b}'`;

const listed = (arrangements: readonly string[]): string =>
  oneOf(arrangements.map((arrangement) => `.${arrangement}`));

/** Each kind once, where the first of it stood. */
function merge(expected: readonly string[]): readonly string[] {
  const all = [...new Set(expected)];
  const merged = all.map((text) => {
    const kind = kinds.find(({ pattern }) => pattern.test(text));
    if (kind === undefined) {
      return text;
    }
    const variants = all.flatMap((other) => kind.pattern.exec(other)?.[1] ?? []);
    return variants.length < 2 ? text : kind.together(variants);
  });
  return [...new Set(merged)];
}
