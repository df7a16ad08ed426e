import { ShownWriter } from '../diagnostics/shown-writer.ts';
import type { StandardOutput, TextOutput } from './surroundings.ts';

/** A standard stream as commands see it: what they write is for people, unless they say otherwise. */
export class ShownOutput implements TextOutput {
  readonly colour: boolean;
  /** Text for people: control characters in it are shown, and colours are those of a palette. */
  readonly write: (text: string) => void;
  /** What is for programs, as it is. */
  readonly writeData: StandardOutput['write'];

  constructor({ write, colour }: StandardOutput) {
    this.colour = colour;
    this.write = new ShownWriter(write).write;
    this.writeData = write;
  }
}
