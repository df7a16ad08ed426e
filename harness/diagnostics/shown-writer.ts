import { splitAtMarks } from './palette.ts';
import { loggingCommand, shownLines } from './shown.ts';

/**
 * A stream of text for people, made of texts that strangers may have a part in: the one place where they reach a
 * terminal or the log of a CI service. Control characters and the like are shown (`\x1b`), only the colours of a
 * palette are obeyed, and no line is a command to the service.
 */
export class ShownWriter {
  readonly #write: (text: string) => void;
  #atLineStart = true;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  readonly write = (text: string): void => {
    this.#write(
      splitAtMarks(text)
        .map((piece) => `${piece.sgr}${this.#withoutCommands(shownLines(piece.text))}`)
        .join(''),
    );
  };

  /**
   * GitHub's runner obeys a line whose first characters besides white space are `::`, and `##[` anywhere; that of Azure
   * obeys `##vso[`.
   */
  #withoutCommands(text: string): string {
    const startsLine = this.#atLineStart;
    const lastLine = text.slice(text.lastIndexOf('\n') + 1);
    this.#atLineStart = (startsLine || text.includes('\n')) && lastLine.trim() === '';
    return text
      .replaceAll(loggingCommand, String.raw`\x23`)
      .replaceAll(/^([^\S\n]*):(?=:)/gm, (match, space: string, offset: number) =>
        offset === 0 && !startsLine ? match : String.raw`${space}\x3a`,
      );
  }
}
