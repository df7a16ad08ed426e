import { Section } from './section.ts';
import type { Subsection } from './section.ts';
import { changeProblem, joinGroup, newAttributes, plainRequest } from './section-attributes.ts';
import { SourceError } from './source-error.ts';
import { sectionType } from './special-sections.ts';

interface Standing {
  readonly current: Subsection;
  readonly previous: Subsection | undefined;
}

/** The sections of a source, the one that bytes go to, and those that .pushsection and .previous return to. */
export class SectionStack {
  /** By name, and by what else makes them different. */
  #sections = new Map<string, Section>();
  readonly #stack: Standing[] = [];
  #standing: Standing;

  constructor() {
    const text = this.open('.text').section;
    this.#standing = { current: text.subsection(0), previous: undefined };
  }

  get current(): Subsection {
    return this.#standing.current;
  }

  get all(): readonly Section[] {
    return [...this.#sections.values()];
  }

  /** The section with this name and nothing else to tell it apart. */
  find(name: string): Section | undefined {
    return this.#sections.get(name);
  }

  /**
   * The section with this name and identity, a new one with the attributes that are asked for and that ELF gives to the name.
   *
   * @throws SourceError for an old one that has others
   */
  open(
    name: string,
    request = plainRequest,
  ): { readonly section: Section; readonly isNew: boolean } {
    const key = request.identity === '' ? name : `${name}\0${request.identity}`;
    const known = this.#sections.get(key);
    if (known === undefined) {
      const section = new Section(name, newAttributes(name, request), request);
      this.#sections.set(key, section);
      return { section, isNew: true };
    }
    const isSameGroup = request.flags === 0 || request.isOnce === known.isOnce;
    const problem = isSameGroup
      ? changeProblem(name, known.attributes, request)
      : 'another kind of group';
    if (problem !== undefined) {
      throw new SourceError('syntax-error', `section '${name}' has ${problem} than before`);
    }
    return { section: known, isNew: false };
  }

  /** Puts the current section into a group; its name alone does not find it any more. */
  attach(group: string): void {
    const { section } = this.current;
    section.group = group;
    this.#sections = new Map(
      Array.from(this.#sections, ([key, each]) => {
        const [name = '', identity = ''] = key.split('\0');
        return [each === section ? `${name}\0${joinGroup(identity, group)}` : key, each];
      }),
    );
  }

  switchTo(subsection: Subsection): void {
    this.#standing = { current: subsection, previous: this.#standing.current };
  }

  /** The same, but for .previous the section before stays what it was: .bss. */
  stepTo(subsection: Subsection): void {
    this.#standing = { ...this.#standing, current: subsection };
  }

  /** To numbers that begin with this one, instead of places: .struct. */
  switchToNumbers(origin: bigint): void {
    const attributes = { flags: 0, type: sectionType.nobits, entrySize: 0 };
    this.switchTo(new Section('*ABS*', attributes, plainRequest, origin).subsection(0));
  }

  push(): void {
    this.#stack.push(this.#standing);
  }

  /** False when nothing was pushed. */
  pop(): boolean {
    const standing = this.#stack.pop();
    if (standing === undefined) {
      return false;
    }
    this.#standing = standing;
    return true;
  }

  /** Back to the section before the last switch; false when there is none. */
  swap(): boolean {
    const { current, previous } = this.#standing;
    if (previous === undefined) {
      return false;
    }
    this.#standing = { current: previous, previous: current };
    return true;
  }
}
