import { textOfBytes } from '../../collections/byte-text.ts';
import { malformed } from './malformed.ts';

/** Names that end with a zero byte, found by their offset (ELF gABI, string table). */
export class StringTable {
  readonly #path: string;
  readonly #bytes: Uint8Array;

  constructor(path: string, bytes: Uint8Array) {
    this.#path = path;
    this.#bytes = bytes;
  }

  /** @throws HcallError elf-malformed for an offset outside of the table or a name without an end */
  at(offset: number): string {
    if (offset === 0 && this.#bytes.length === 0) {
      return '';
    }
    const end = this.#bytes.indexOf(0, offset);
    if (offset >= this.#bytes.length || end === -1) {
      throw malformed(this.#path, `a name at 0x${offset.toString(16)} is not in its string table`);
    }
    return textOfBytes(this.#bytes.subarray(offset, end));
  }
}
