import { decode } from '../architecture/a64/decode.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';
import { instructionsOf } from '../architecture/a64/word.ts';
import type { Image } from '../image/image.ts';

/** More constants than this are data, not numbers of calls. */
const mostConstants = 16;

/** The constants that the code of an image compares with or builds, ascending: an input might be tested for them. */
export function constantsIn(image: Image): bigint[] {
  const constants = new Set<bigint>();
  for (const { bytes, flags } of image.sections) {
    if (flags.execute) {
      for (const word of instructionsOf(bytes)) {
        const constant = constantOf(word);
        if (constant !== undefined) {
          constants.add(constant);
        }
      }
    }
  }
  return [...constants].toSorted((a, b) => (a < b ? -1 : 1)).slice(0, mostConstants);
}

/** Of CMP with an immediate, and of MOVZ. */
function constantOf(word: InstructionWord): bigint | undefined {
  const { form, fields } = decode(word) ?? {};
  switch (form?.name) {
    case 'ADD/SUB (immediate)': {
      const { op, S, sh = 0, imm12 = 0, Rd } = fields ?? {};
      const isCompare = op === 1 && S === 1 && Rd === 31;
      return isCompare ? BigInt(imm12) << BigInt(12 * sh) : undefined;
    }
    case 'MOVN/MOVZ/MOVK': {
      const { opc, hw = 0, imm16 = 0 } = fields ?? {};
      return opc === 2 ? BigInt(imm16) << BigInt(16 * hw) : undefined;
    }
    default:
      return undefined;
  }
}
