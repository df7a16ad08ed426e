import { splitOperands } from '../../../assembler/encoder/operand.ts';
import type { Random } from './sample.ts';

/** Operands that are right somewhere, and wrong almost everywhere. */
const strangers =
  `#0|#1|#-1|#4095|#4096|#0xffffffff|#0xffffffffffffffff|#65536|x0|w0|sp|wsp|xzr|wzr|x30|[x0]|[sp]|[x0, #8]!
lsl #3|lsl #12|uxtw #2|sxtx #4|v0.16b|v1.4s|v2.s[1]|d0|s0|q0|eq|al|#1.0|{v0.16b}|lsl|asr #0|ror #1|uxtw|sxtw #0|[x1, x2, lsl #3]
[x1, w2, uxtw]|7|0x10|#63|#64|#32|#31`.split(/[|\n]/);

/** An instruction with one or two operands exchanged, added or dropped. */
export function damage(line: string, random: Random): string {
  const space = line.indexOf(' ');
  const mnemonic = space === -1 ? line : line.slice(0, space);
  const operands = space === -1 ? [] : splitOperands(line.slice(space + 1));
  for (let change = random(2); change >= 0; change -= 1) {
    const stranger = strangers[random(strangers.length)] ?? '';
    const kind = random(10);
    if (kind < 6 && operands.length > 0) {
      operands[random(operands.length)] = stranger;
    } else if (kind < 8) {
      operands.splice(random(operands.length + 1), 0, stranger);
    } else {
      operands.splice(random(operands.length + 1), 1);
    }
  }
  return `${mnemonic} ${operands.join(', ')}`.trim();
}
