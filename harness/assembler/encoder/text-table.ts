/** One step of the hash of a text; it begins at 0 (FNV-1a, 32 bits). */
export function hashStep(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193);
}

function hashOf(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1) {
    hash = hashStep(hash, text.charCodeAt(index));
  }
  return hash;
}

interface Entry<T> {
  readonly text: string;
  readonly hash: number;
  readonly value: T;
}

/**
 * Values by short texts that are parts of longer ones. A Map would need each part cut out of its text and hashed again; who
 * reads a statement from character to character has the hash of a part when it ends.
 */
export class TextTable<T> {
  #entries: (Entry<T> | undefined)[] = emptyEntries(16);
  #size = 0;

  /** @param hash of the part of `text` from `start` to `end`, by {@link hashStep} */
  find(text: string, start: number, end: number, hash: number): T | undefined {
    const entries = this.#entries;
    const last = entries.length - 1;
    for (let index = hash & last; ; index = (index + 1) & last) {
      const entry = entries[index];
      if (entry === undefined) {
        return undefined;
      }
      if (
        entry.hash === hash &&
        entry.text.length === end - start &&
        text.startsWith(entry.text, start)
      ) {
        return entry.value;
      }
    }
  }

  get(text: string): T | undefined {
    return this.find(text, 0, text.length, hashOf(text));
  }

  /** Adds a text that is not in the table. */
  add(text: string, value: T): void {
    // At most half full, so that few entries stand in one another's way.
    if ((this.#size + 1) * 2 > this.#entries.length) {
      const old = this.#entries;
      this.#entries = emptyEntries(old.length * 2);
      for (const entry of old) {
        if (entry !== undefined) {
          insert(this.#entries, entry);
        }
      }
    }
    insert(this.#entries, { text, hash: hashOf(text), value });
    this.#size += 1;
  }
}

function emptyEntries<T>(count: number): (Entry<T> | undefined)[] {
  return Array.from({ length: count }, () => undefined);
}

function insert<T>(entries: (Entry<T> | undefined)[], entry: Entry<T>): void {
  const last = entries.length - 1;
  let index = entry.hash & last;
  while (entries[index] !== undefined) {
    index = (index + 1) & last;
  }
  entries[index] = entry;
}
