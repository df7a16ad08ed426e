import type { Random } from '../random.ts';

/** A source, and the files that it includes. */
export interface DirectiveSource {
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
}

/** How deep blocks stand in one another. */
const deepest = 3;

/**
 * A source of directives in one another: sections and subsections, macros and repetitions, conditionals, symbols, alignments, numeric
 * labels, comments in odd places. Most of it is right; what is not must be refused by both assemblers.
 */
export function directiveSource(random: Random): DirectiveSource {
  const writer = new Writer(random);
  const lines = writer.block(0, 4 + random(14));
  return { text: writer.decorate([...lines, ...writer.ending()]), files };
}

const files: Readonly<Record<string, string>> = {
  'blob.bin': '\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008abcdefgh',
  'included.s': '\t.byte 0x42\ninner:\n\t.hword inner - .\n\t.set fromfile, 7\n',
};

const names = ['alpha', 'beta', 'gamma', '.Ldelta', 'eps$1', '"a b"', '_z'] as const;
const sections = [
  '.text',
  '.data',
  '.rodata',
  '.init.text',
  '.sec-1',
  '.text.hot',
  'plain',
] as const;
const operators = [
  '+',
  '-',
  '*',
  '&',
  '|',
  '^',
  '<<',
  '>>',
  '==',
  '!=',
  '<>',
  '<',
  '<=',
  '>',
  '>=',
  '&&',
  '||',
  '!',
  '/',
  '%',
] as const;

class Writer {
  readonly #random: Random;
  /** Labels that stand somewhere above. */
  readonly #labels: string[] = [];
  /** Symbols with a number. */
  readonly #numbers: string[] = [];
  readonly #macros: { readonly name: string; readonly parameters: readonly string[] }[] = [];
  #serial = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  block(depth: number, count: number, parameters: readonly string[] = []): string[] {
    return Array.from({ length: count }, () => this.#statement(depth, parameters)).flat();
  }

  /** Labels that were referred to before they stood anywhere. */
  ending(): string[] {
    return ['\t.text', '1:\tnop', '2:\tnop', 'later:\tnop'];
  }

  /** Comments, separators, line ends and line markers where they may stand. */
  decorate(lines: readonly string[]): string {
    const end = this.#chance(12) ? '\r\n' : '\n';
    const written = lines.flatMap((line) => {
      switch (this.#random(24)) {
        case 0:
          return [`${line} // ${this.#pick(['', 'note', '"', "'", '.endm'])}`];
        case 1:
          return [`/* ${this.#pick(['a', '"', '//', '; nop'])} */${line}`];
        case 2:
          return [
            `# ${this.#random(90) + 1} "file.c"${this.#pick(['', ' 1', ' 2', ' 3 4'])}`,
            line,
          ];
        case 3:
          return ['# a comment with "quotes" and .endr', line];
        case 4:
          return [line.replace('\t', this.#pick(['  ', '\t\t', ' '])), ''];
        case 5:
          return [`${line} /* over`, `two lines */`];
        default:
          return [line];
      }
    });
    return written.join(end) + (this.#chance(10) ? '' : end);
  }

  #statement(depth: number, parameters: readonly string[]): string[] {
    const kind = this.#random(depth < deepest ? 34 : 24);
    if (parameters.length > 0 && this.#chance(3)) {
      return [this.#useOf(this.#pick(parameters))];
    }
    switch (kind) {
      case 0:
      case 1:
      case 2:
        return [
          `\t${this.#pick(['.byte', '.hword', '.word', '.quad', '.8byte', '.2byte', '.xword'])} ${this.#list()}`,
        ];
      case 3:
        return [`\t${this.#pick(['.ascii', '.asciz', '.string', '.string16'])} ${this.#string()}`];
      case 4:
        return [`\t.fill ${this.#random(5)}, ${this.#random(10)}, ${this.#number()}`];
      case 5:
        return [
          `\t${this.#pick(['.skip', '.space', '.zero'])} ${this.#random(20)}${this.#chance(2) ? `, ${this.#number()}` : ''}`,
        ];
      case 6:
      case 7:
        return [this.#alignment()];
      case 8:
        return [
          `\t.org ${this.#pick(['.', '.', ...this.#labels.slice(-1)])} + ${this.#random(24)}${this.#chance(3) ? ', 0xee' : ''}`,
        ];
      case 9:
      case 10:
        return [this.#label()];
      case 11:
        return [`${1 + this.#random(2)}:\t${this.#instruction()}`];
      case 12:
      case 13:
        return [`\t${this.#instruction()}`];
      case 14:
      case 15:
        return this.#section(depth, parameters);
      case 16:
      case 17:
        return [this.#assignment()];
      case 18:
        return [this.#property()];
      case 19:
        return [
          `\t.${this.#pick(['uleb128', 'sleb128'])} ${this.#pick([this.#number(), this.#distance()])}`,
        ];
      case 20:
        return [
          this.#pick([
            '\t.ltorg',
            '\t.pool',
            '\tldr x3, =later',
            `\tldr w4, =${this.#number()}`,
            `\tldr x5, =${this.#number()}`,
          ]),
        ];
      case 21:
        return [this.#fileStatement()];
      case 22:
        return this.#macros.length > 0 ? [this.#call()] : ['\tnop'];
      case 23:
        return [`\t.word ${this.#distance()}; .byte ${this.#number()}; nop`];
      case 24:
      case 25:
      case 26:
        return this.#conditional(depth, parameters);
      case 27:
      case 28:
        return this.#repetition(depth);
      case 29:
      case 30:
        return this.#macro(depth);
      case 31:
        return this.#frame(depth, parameters);
      case 32:
        return this.#alternate(depth);
      default:
        return [
          '\t.struct ' + this.#random(64),
          ...this.#fields(),
          this.#pick(['\t.text', '\t.previous', '\t.data']),
        ];
    }
  }

  #chance(of: number): boolean {
    return this.#random(of) === 0;
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.#random(from.length)] as T;
  }

  #fresh(stem: string): string {
    this.#serial += 1;
    return `${stem}${this.#serial}`;
  }

  #number(): string {
    return this.#pick([
      () => String(this.#random(300)),
      () => `0x${this.#random(0x10000).toString(16)}`,
      () => `-${this.#random(200)}`,
      () => `0b${this.#random(16).toString(2)}`,
      () => `0${this.#random(64).toString(8)}`,
      () => `'${this.#pick(['a', 'z', '0', '\\n'])}`,
      () => `~${this.#random(50)}`,
      () => `(${this.#random(40)} ${this.#pick(operators)} ${1 + this.#random(9)})`,
      () => `(${this.#random(9) - 4} ${this.#pick(operators)} ${this.#random(9) - 4})`,
      () => `(-${this.#random(99)} >> ${this.#random(70)}) - 1`,
      () => `!${this.#random(2)} + 2 * ${this.#random(5)} - 1`,
      () => (this.#numbers.length > 0 ? this.#pick(this.#numbers) : '5'),
    ])();
  }

  #distance(): string {
    const label = this.#labels.length > 0 ? this.#pick(this.#labels) : '.';
    const other = this.#labels.length > 0 ? this.#pick(this.#labels) : '.';
    return this.#pick([
      `${label} - ${other}`,
      `. - ${label}`,
      `later - ${label}`,
      `1f - .`,
      `(${label} - ${other}) / 4`,
      `${label} - . + ${this.#random(9)}`,
    ]);
  }

  #list(): string {
    return Array.from({ length: 1 + this.#random(3) }, () =>
      this.#chance(4) ? this.#distance() : this.#number(),
    ).join(this.#pick([', ', ',', ' , ']));
  }

  #string(): string {
    const text = this.#pick([
      'abc',
      '',
      'a\\tb',
      '\\101\\0',
      '\\"q\\"',
      'x // y',
      '/* z */',
      '; nop',
      '# no',
      'é',
      'long '.repeat(60),
    ]);
    return this.#chance(4) ? `"${text}", "b"` : this.#chance(5) ? `"${text}" "c"` : `"${text}"`;
  }

  #alignment(): string {
    const power = this.#random(5);
    const [name, amount] = this.#pick([
      ['.align', power],
      ['.p2align', power],
      ['.balign', 2 ** power],
      ['.balignw', 2 ** power],
      ['.balignl', 2 ** power],
      ['.p2alignl', power],
      ['.p2alignw', power],
    ] as const);
    const fill = this.#pick([
      '',
      '',
      `, ${this.#number()}`,
      `, 0x90, ${this.#random(16)}`,
      `,, ${this.#random(16)}`,
    ]);
    return `\t${name} ${amount}${fill}`;
  }

  #label(): string {
    const name = this.#chance(3) ? this.#pick(names) : this.#fresh('l');
    const isNew = !this.#labels.includes(name) && !this.#numbers.includes(name);
    if (!isNew && !this.#chance(20)) {
      return '\tnop';
    }
    this.#labels.push(name);
    return `${name}:${this.#pick(['', '\tnop', ' .byte 3'])}`;
  }

  #instruction(): string {
    return this.#pick([
      'nop',
      'b 1f',
      'b 2f',
      'cbz x0, 1f',
      'b later',
      'adr x0, 1f',
      'ret',
      'add x0, x1, #8 * 2',
      'mov x1, #-1',
      'ldr x2, [x1, #8 + 8]',
      `movz x3, #${this.#random(100)}, lsl #16`,
      'bl outside',
      'adrp x0, outside',
      'add x0, x0, :lo12:outside',
      '.inst 0xd503201f',
    ]);
  }

  #section(depth: number, parameters: readonly string[]): string[] {
    const name = this.#pick(sections);
    const within = (): string[] =>
      depth < deepest ? this.block(depth + 1, 1 + this.#random(3), parameters) : ['\t.byte 1'];
    return this.#pick([
      () => [`\t.section ${name}`],
      () => [`\t.section .o${this.#random(3)}, "${this.#pick(['a', 'aw', 'ax', 'awx'])}"`],
      () => [`\t.section .n, "a", ${this.#pick(['@', '%'])}note`],
      () => ['\t.section .str, "aMS", @progbits, 1', `\t.asciz ${this.#string()}`],
      () => [`\t${this.#pick(['.text', '.data'])} ${this.#random(3)}`],
      () => [`\t.subsection ${this.#random(3)}`],
      () => ['\t.previous'],
      () => [`\t.pushsection ${name}`, ...within(), '\t.popsection'],
      () => [`\t.pushsection ${name}, ${this.#random(3)}`, ...within(), '\t.popsection'],
      () => [`\t.pushsection .p, ${this.#random(2)}, "a"`, ...within(), '\t.popsection'],
      () => [
        '\t.bss',
        `\t.skip ${this.#random(16)}`,
        `\t.balign ${2 ** this.#random(4)}`,
        '\t.previous',
      ],
      () => [`\t.section .u, "a", @progbits, unique, ${this.#random(3)}`],
      () => [
        `\t.section .g, "aG", @progbits, grp${this.#random(2)}${this.#pick(['', ', comdat'])}`,
      ],
    ])();
  }

  #assignment(): string {
    const name = this.#fresh('v');
    const value = this.#chance(4) ? this.#distance() : this.#number();
    // GNU as 2.40 writes a wrong symbol for a number whose name was a place before.
    if (this.#chance(8)) {
      return `\t.set ${name}, .`;
    }
    this.#numbers.push(name);
    const again = this.#pick(this.#numbers);
    return this.#pick([
      `\t.set ${name}, ${value}`,
      `\t.equ ${name}, ${value}`,
      `${name} = ${value}`,
      `\t.equiv ${name}, ${value}`,
      `\t.set ${name}, 1\n\t.set ${name}, ${name} + ${this.#number()}`,
      `\t.set ${name}, ${value}\n\t.set ${again}, ${this.#number()}`,
      `\t.eqv ${name}, ${value}`,
      `${name} == ${value}`,
    ]);
  }

  #property(): string {
    const name = this.#pick([...names, 'outside', ...this.#labels.slice(-2)]);
    return this.#pick([
      `\t.globl ${name}`,
      `\t.weak ${name}`,
      `\t.local ${name}`,
      `\t.hidden ${name}`,
      `\t.type ${name}, ${this.#pick(['@function', '%object', '@notype', '"function"', 'STT_FUNC'])}`,
      `\t.size ${name}, ${this.#random(40)}`,
      `\t.comm ${this.#fresh('c')}, ${this.#random(20)}, ${2 ** this.#random(5)}`,
      `\t.lcomm ${this.#fresh('c')}, ${this.#random(20)}`,
      `\t.weakref ${this.#fresh('w')}, ${name}`,
      `\t.symver outside, outside@${this.#pick(['V1', '@V2', '@@V3'])}`,
      `\t.file "${this.#pick(['x.c', 'd/y.c'])}"`,
      `\t.variant_pcs outside`,
      `\t.ident "${this.#pick(['one', 'two'])}"`,
    ]);
  }

  #fileStatement(): string {
    return this.#pick([
      '\t.incbin "blob.bin"',
      `\t.incbin "blob.bin", ${this.#random(17)}`,
      `\t.incbin "blob.bin", ${this.#random(9)}, ${this.#random(8)}`,
      `\t.incbin "blob.bin",, ${this.#random(9)}`,
      this.#chance(3) ? '\t.include "included.s"' : '\tnop',
    ]);
  }

  #condition(parameters: readonly string[]): string {
    const known = this.#pick([...this.#numbers, ...names, 'nowhere']);
    const parameter = parameters.length > 0 ? `\\${this.#pick(parameters)}` : 'x';
    return this.#pick([
      `.if ${this.#number()}`,
      `.if ${this.#number()} ${this.#pick(operators)} ${this.#number()}`,
      `.ifdef ${known}`,
      `.ifndef ${known}`,
      `.ifc ${parameter}, x`,
      `.ifnc "${parameter}", "x"`,
      `.ifb ${parameter}`,
      `.ifnb ${this.#pick(['', parameter])}`,
      `.ifeqs "${parameter}", "x"`,
      ...['eq', 'ne', 'ge', 'gt', 'le', 'lt'].map((name) => `.if${name} ${this.#number()}`),
    ]);
  }

  #conditional(depth: number, parameters: readonly string[]): string[] {
    const inner = (): string[] => this.block(depth + 1, 1 + this.#random(3), parameters);
    const [labels, numbers] = [[...this.#labels], [...this.#numbers]];
    const lines = [
      `\t${this.#condition(parameters)}`,
      ...inner(),
      ...(this.#chance(3) ? [`\t.elseif ${this.#number()}`, ...inner()] : []),
      ...(this.#chance(2) ? ['\t.else', ...inner()] : []),
      this.#pick(['\t.endif', '\t.ENDIF']),
    ];
    // What stands there may not be there.
    this.#labels.splice(0, this.#labels.length, ...labels);
    this.#numbers.splice(0, this.#numbers.length, ...numbers);
    return lines;
  }

  #body(depth: number, parameters: readonly string[]): string[] {
    const [labels, numbers] = [[...this.#labels], [...this.#numbers]];
    const lines = this.block(depth + 1, 1 + this.#random(4), parameters);
    this.#labels.splice(0, this.#labels.length, ...labels);
    this.#numbers.splice(0, this.#numbers.length, ...numbers);
    // A label of a body would stand there more than once.
    return lines.map((line) => line.replace(/^(l\d+|[a-z_.$"][\w $"]*):/iu, '/* $1 */'));
  }

  #repetition(depth: number): string[] {
    const name = this.#fresh('r');
    const values = Array.from({ length: this.#random(4) }, () => this.#number());
    const [head, parameters] = this.#pick([
      [`.rept ${this.#random(4)}`, []],
      [`.irp ${name}, ${values.join(', ')}`, [name]],
      [`.irp ${name} ${values.join(',')}`, [name]],
      [`.irpc ${name}, ${this.#pick(['123', '"45"', '7', ''])}`, [name]],
    ] as const);
    return [`\t${head}`, ...this.#body(depth, parameters), '\t.endr'];
  }

  #useOf(parameter: string): string {
    return this.#pick([
      `\t.byte \\${parameter}`,
      `\t.hword \\${parameter}\\()`,
      `\t.ascii "\\${parameter}"`,
      `\t.word \\${parameter} + 1`,
      `\t.if \\${parameter}\n\tnop\n\t.endif`,
      `\t.ifb \\${parameter}\n\t.byte 7\n\t.endif`,
      '\t.word \\@',
      `.Lm\\@\\()_${parameter}:\n\t.word .Lm\\@\\()_${parameter} - .`,
      `1:\n\t.word 1b - .`,
    ]);
  }

  #macro(depth: number): string[] {
    const name = this.#fresh(this.#pick(['m', 'M_', '.m']));
    const parameters = ['p', 'q', 'rest'].slice(0, this.#random(4));
    const written = parameters.map((parameter) =>
      parameter === 'rest'
        ? 'rest:vararg'
        : `${parameter}${this.#pick(['', '', '=3', ':req', '=(1 + 2)'])}`,
    );
    const body = this.#body(depth, parameters);
    const leave = this.#chance(5) ? ['\t.exitm', '\t.byte 0xff'] : [];
    this.#macros.push({ name, parameters });
    return [
      `\t.macro ${name} ${written.join(this.#pick([', ', ' ']))}`,
      ...body,
      ...leave,
      this.#pick(['\t.endm', '\t.endm // end', '\t.ENDM']),
      this.#call(),
    ];
  }

  #call(): string {
    const { name, parameters } = this.#pick(this.#macros);
    const values = parameters.map((parameter) => {
      const value = this.#pick([this.#number(), '7', '"8"', `(${this.#number()})`, '1 + 2']);
      return this.#chance(5) ? `${parameter}=${value}` : this.#chance(8) ? '' : value;
    });
    return `\t${this.#pick([name, name.toUpperCase()])} ${values.join(this.#pick([', ', ',', ' ']))}`;
  }

  #frame(depth: number, parameters: readonly string[]): string[] {
    return [
      '\t.text',
      '\t.cfi_startproc',
      '\tnop',
      '\t.cfi_def_cfa_offset 16',
      ...(this.#chance(2) ? ['\t.cfi_offset x29, -16', '\t.cfi_remember_state'] : []),
      `\t.${this.#pick(['skip 4', 'p2align 3', 'rept 2\n\tnop\n\t.endr'])}`,
      '\t.cfi_def_cfa_offset 0',
      ...(depth === 0 && parameters.length === 0 && this.#chance(4)
        ? [`\t.cfi_label ${this.#fresh('f')}`]
        : []),
      '\t.cfi_endproc',
    ];
  }

  #alternate(depth: number): string[] {
    const name = this.#fresh('a');
    return [
      '\t.altmacro',
      `\t.macro ${name} x, y`,
      '\tLOCAL here',
      'here:\t.byte x',
      this.#pick([
        '\t.ascii "&x"',
        '\t.word here - .',
        '\t.byte y',
        '\t.byte x+y',
        '\t.ascii "x&y"',
      ]),
      ...(depth < deepest ? ['\t.rept 2', '\t.byte x', '\t.endr'] : []),
      '\t.endm',
      `\t${name} %${this.#number()}, ${this.#pick(['4', '<5>', '%(2 + 3)', "<'a>", '!7'])}`,
      '\t.noaltmacro',
    ];
  }

  #fields(): string[] {
    return [
      `${this.#fresh('s')}:\t.skip 4`,
      `${this.#fresh('s')}:\t.skip ${this.#random(9)}`,
      '\t.balign 8',
      `${this.#fresh('s')}:`,
    ];
  }
}
