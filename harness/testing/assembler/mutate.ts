import type { Random } from '../random.ts';

/** Pieces that mean something to an assembler. */
const pieces: readonly string[] = [
  '"',
  "'",
  '\\',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ',',
  ';',
  ':',
  '#',
  '=',
  '//',
  '/*',
  '*/',
  '\\@',
  '\\()',
  '.',
  '-',
  '+',
  '~',
  '<<',
  '0x',
  '1b',
  '1f',
  '-1',
  '0xffffffffffffffff',
  '.if 1\n',
  '.endif\n',
  '.else\n',
  '.macro q a\n',
  '.endm\n',
  '.rept 3\n',
  '.endr\n',
  '.irp r, 1, 2\n',
  '.align 3\n',
  '.org . + 8\n',
  '.set v, 5\n',
  '.previous\n',
  '.pushsection .p, "a"\n',
  '.popsection\n',
  '.text 1\n',
  ':lo12:',
  '=v',
  '.byte 1\n',
  '.quad l - .\n',
  'l: ',
  '.ltorg\n',
  'ldr x0, =l\n',
  'b l\n',
  '.exitm\n',
  '\u0000',
  '\u00e9',
];

/** A text with a few things done to it that a tired author might do: lines lost, doubled or moved, characters changed, pieces put in. */
export function mutate(text: string, random: Random): string {
  let lines = text.split('\n');
  for (let times = 1 + random(4); times > 0; times--) {
    const at = random(lines.length);
    const line = lines[at] ?? '';
    const column = random(line.length + 1);
    switch (random(6)) {
      case 0:
        lines.splice(at, 1 + random(3));
        break;
      case 1:
        lines.splice(random(lines.length), 0, line);
        break;
      case 2:
        lines[at] = line.slice(0, column) + line.slice(column + 1 + random(4));
        break;
      case 3:
        lines[at] =
          line.slice(0, column) + (pieces[random(pieces.length)] ?? '') + line.slice(column);
        break;
      case 4: {
        const words = line.split(/\b/u);
        const other = (lines[random(lines.length)] ?? '').split(/\b/u);
        words[random(words.length)] = other[random(other.length)] ?? '';
        lines[at] = words.join('');
        break;
      }
      default:
        lines = [...lines.slice(at), ...lines.slice(0, at)];
    }
  }
  return lines.join('\n');
}
