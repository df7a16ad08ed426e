interface FrameTable {
  /** The distance behind DW_CFA_advance_loc4. */
  readonly distance: string;
  readonly codeAlignment?: number;
  readonly section?: string;
  /** The identity of the first entry: 0 in .eh_frame, -1 in .debug_frame. */
  readonly id?: number;
  readonly version?: string;
  /** How the first entry ends. */
  readonly end?: string;
  /** How the size of the second entry is written. */
  readonly size?: string;
  readonly augmentation?: string;
}

/** A table of frames that is written by hand, with one distance in it. */
function frameTable({
  distance,
  codeAlignment = 1,
  section = '.eh_frame',
  id = 0,
  version = '1',
  end = '.balign 8',
  size = '.4byte .Lend - .Lid',
  augmentation = '.uleb128 0',
}: FrameTable): string {
  return `\t.text
f:\tnop
g:\tnop
\t.p2align 5
h:\tnop
\t.p2align 9
i:\tnop
\t.section ${section},"a",@progbits
.Lstart:
\t.4byte .Lheader - .Lversion
.Lversion:
\t.4byte ${id}
\t.byte ${version}
\t.string "zR"
\t.uleb128 ${codeAlignment}
\t.sleb128 -8
\t.byte 30
\t.uleb128 1
\t.byte 0x1b
\t.byte 0xc, 31, 0
\t${end}
.Lheader:
\t${size}
.Lid:\t.4byte .Lid - .Lstart
\t.4byte f - .
\t.4byte i - f
\t${augmentation}
\t.byte 4
\t.4byte ${distance}
\t.byte 0xaa
\t.balign 8
.Lend:
`;
}

/** Sources of the front end, by what they are about: GNU as makes the same object of each. */
export const sameCases: Readonly<Record<string, readonly string[]>> = {
  numbers: [
    '\t.sleb128 0xffffffffffffffff\n',
    '\t.set x, -1\n\t.sleb128 x, -1, ~0, 1-2, 0-1\n',
    '\t.octa -1, ~0, 1-2, 0xffffffffffffffff, -0xffffffffffffffff\n',
    '\t.octa 0x123456789abcdef0123456789abcdef0, -0x123456789abcdef0123456789abcdef0\n',
    '\t.octa 0x1123456789abcdef0123456789abcdef01\n',
    '\t.quad 0x1123456789abcdef0123456789abcdef01\n',
    '\t.quad 0xffff8000000000000000\n',
    '\t.byte 0x123456789abcdef0123456789abcdef0\n',
    '\t.byte -200, -255, -256, 256\n',
    '\t.hword 0xffff8000000000000000\n',
    '\tldr q0, =-1\n\tldr q0, =0xffffffffffffffff\n',
    '\tldr x0, =0x10000000000000001\n',
    '\tldr q0, =1\n\tldr q1, =0x10000000000000001\n\tldr q1, =0x10000000000000001\n',
    '\t.set a, ext\n\tldr x0, =a\n\tldr x0, =ext\n\tldr x0, =ext+8\n\tldr x0, =ext+8\n',
    '\t.octa 0x1_23456789_23456789_23456789\n',
    "\t.octa 'a, 3, -4\n",
    '\t.octa\n',
    '\t.octa ,1\n',
    '\t.quad -0x10000000000000001\n',
    '\t.word b-a\na:\t.skip 70000\nb:\n',
    '\t.fill b-a, 1, 5\na:\t.skip 7\nb:\n',
    '\t.skip b-a, 5\na:\t.skip 7\nb:\n',
    '\tadd x0, x1, #b-a\na:\t.skip 4096\nb:\n',
    '\tadd x0, x1, #a-b\na:\t.skip 4096\nb:\n',
    '\tldr x0, [x1, #a-b]\na:\t.skip 8\nb:\n',
    '\tldr x0, [x1, #a-b]!\na:\t.skip 8\nb:\n',
    '\tldp x0, x2, [x1, #b-a]\na:\t.skip 8\nb:\n',
    '\tmov w0, #a-b\na:\t.skip 8\nb:\n',
    '\tcmp x0, #a-b\na:\t.skip 8\nb:\n',
  ],
  names: [
    '\t.set\tk, 1\n\t.eqv\tfour, 4*k\n\t.byte\tfour\n\t.set\tk, 2\n\t.byte\tfour\n',
    '\t.set k, 1\n\tfour == 4*k\n\t.byte\tfour\n\tk = 3\n\t.byte\tfour, -four\n\t.rept four\n\tnop\n\t.endr\n\tldr x0, =four\n\tldr x0, =four\n\tmov x1, #four\n',
    '\t.eqv a, ext\n\t.quad a, a+4\n\tldr x0, =a\n\tldr x0, =a\n',
    '\t.eqv a, l\n\tb a\nl:\tnop\n\tb a\n',
    '\t.set a, 4\n\t.eqv b, a\n\t.set c, b\n\t.set a, 8\n\t.byte a,b,c\n',
    '\t.eqv d, y-x\nx:\tnop\ny:\t.byte d\n',
    'f:\nf:\tret\n',
    'f:\t.data\n\t.text\nf:\tret\n',
    'f:\t.skip 0\nf:\tret\n',
    '\t.set f, .\nf:\tnop\n',
    '\t.equiv f, .\nf:\tnop\n',
    '\t.globl f\nf:\n1:\nf:\t.ltorg\nf:\t.cfi_startproc\nf:\tnop\n\t.cfi_endproc\n',
    '\t.if a == b\n\tnop\n\t.endif\n\t.if a != b\n\tret\n\t.endif\n\t.if a == a\n\tsvc #1\n\t.endif\n\t.if a+1 == a\n\tsvc #2\n\t.endif\n\t.if l == a\n\tsvc #3\n\t.endif\n\t.if (a == b || c == c)\n\tsvc #4\n\t.endif\nl:\tnop\n',
    'l:\tnop\n\t.p2align 4\nm:\tnop\n\t.if l == m\n\tnop\n\t.else\n\tret\n\t.endif\n\t.if m != l\n\tsvc #1\n\t.endif\n\t.byte m == l, l == l, m != l\n',
    '\t.if l == 0\n\tnop\n\t.endif\nl:\tnop\n\t.if l == 0\n\tnop\n\t.endif\n',
    '\t.byte a == b\na:\tnop\nb:\n',
    '\t.byte a == b, a != b\na:\nb:\n',
    '\t.quad a == b\n',
    '\t.quad a == a\n',
    '\t.quad a == 0\n',
    '\t.if a - a\n\t.else\n\tnop\n\t.endif\n',
    '\t.set s, a\n\t.if s == a\n\tnop\n\t.endif\n\t.set s2, a+1\n\t.if s2 == a + 1\n\tret\n\t.endif\n\t.if s2 == a\n\tsvc #1\n\t.endif\n',
    '\t.comm c, 4\n\t.if c == a\n\tnop\n\t.endif\n',
    '\t.comm c, 4\n\t.if c == 4\n\tnop\n\t.endif\n\t.if c == c\n\tret\n\t.endif\n',
    '\t.macro op_, op\n\t.if (\\op == cvau || \\op == cvac)\n\tnop\n\t.else\n\tret\n\t.endif\n\t.endm\n\top_ cvac\n\top_ civac\n',
    'x\t.req x9\nx\t.req x9\n\tmov x, #1\n',
    'foo\t.req x0\nFoo\t.req x1\n\tmov foo, #1\n\tmov Foo, #1\n\tmov FOO, #1\n',
    'foo\t.req x0\nFoo\t.req x0\n\tmov foo, #1\n\tmov Foo, #1\n\tmov FOO, #1\n',
    'FOO\t.req x0\nfoo\t.req x1\n\tmov foo, #1\n\tmov FOO, #1\n',
    'foo\t.req x0\n\t.unreq foo\nfoo\t.req x1\n\tmov foo, #1\n',
    'lr\t.req x30\n\tmov lr, #1\n',
    'b\t.req w3\na\t.req b\n\t.unreq b\n\tmov a, #1\n',
    'v\t.req v3\n\tadd v.16b, v.16b, v.16b\nv\t.req v4\n\tadd v.16b, v.16b, v.16b\n',
    'n\t.req\tX12\n\tmov n, 3\n',
  ],
  undefinedNames: [
    '\t.weak a\n\tnop\n',
    '\t.weak a\n\t.byte a-a\n',
    '\t.byte a-a\n',
    '\tmov x0, #(foo-foo)\n',
    '\t.set b, a\n\tnop\n',
    '\t.set b, a+1\n\t.set b, 3\n\tnop\n',
    '\t.ifdef a\n\t.endif\n\tnop\n',
    '\t.set b, a-a\n\tnop\n',
    '\t.eqv b, a\n\tnop\n',
    '\t.set b, a\n\t.set c, b\n\tnop\n',
    '\t.weak b\n\t.set b, a\n\t.quad b\n',
    '\t.quad .La-.La\n',
    '\t.equiv a, b\n\t.equiv b, c\n\t.quad 1\n',
    '\t.hidden x\n\t.if x==y\n\t.endif\n\tnop\n',
    '\t.if "strange name" == y\n\t.endif\n\tnop\n',
    '\t.set n, (q == r)\n\t.byte n\n',
    '\t.byte e\n\t.set e, 5\n',
    '\t.size f, .-f\nf:\tnop\n',
    '\t.globl g\n\t.set g, f+4\nf:\tnop\n',
  ],
  sections: [
    '\t.section .vec, "6"\n\tnop\n',
    '\t.section .vec, "0x6"\n\tnop\n',
    '\t.section .vec, "a4"\n\tnop\n',
    '\t.section .vec, "06x"\n\tnop\n',
    '\t.section ".text.init", #alloc, #execinstr\n\tret\n',
    '\t.section .foo, #alloc, #write, #nobits\n\t.skip 4\n',
    '\t.section .foo, #alloc,#write,#progbits\n\t.byte 4\n',
    '\t.section .text.x, "a"\n\tnop\n',
    '\t.section .text, "a"\n\tnop\n',
    '\t.section .data.q, "ax"\n\tnop\n',
    '\t.section .rodata.str, "aMS", %progbits, 1\ns:\t.string "a"\nt:\t.string "b"\n\t.data\n\t.quad s, t, t+1\n',
    '\t.section .rodata.str, "aMS", %progbits\ns:\t.string "a"\nt:\t.string "b"\n\t.data\n\t.quad s, t, t+1\n',
    '\t.section .f, "axG", %progbits, g1, comdat\na:\tnop\n\t.section .f, "axG", %progbits, g2, comdat\nb:\tret\n\t.section .f, "axG", %progbits, g1, comdat\n\tnop\n\t.section .f, "ax"\n\tsvc #1\n\t.text\n\tbl a\n\tbl b\n\t.quad a, b\n',
    '\t.section .f, "axG", %progbits, g1\na:\tnop\n\t.section .h, "ax?"\n\tnop\n\t.section .h, "ax"\n\tret\n',
    '\t.section .f, "ax", %progbits, unique, 1\na:\tnop\n\t.section .f, "ax", %progbits, unique, 2\nb:\tret\n\t.section .f, "ax", %progbits\n\tsvc #1\n',
    '\t.section .f, "axo", %progbits, .text\na:\tnop\n\t.section .f, "ax", %progbits\n\tsvc #1\n',
    '\t.section .x,"aw",@8\n\t.skip 4\n',
    '\t.section .x,"aw",@1\n\t.byte 4\n',
    '\t.section .x,"aw","nobits"\n\t.skip 4\n',
    '\t.section .bss.x,"aw",%progbits\n\t.byte 4\n',
    '\t.section .bss.x\n\t.skip 4\n',
    '\t.section .bssx\n\t.skip 4\n',
    '\t.section .init_array,"aw",%progbits\n\t.quad 0\n',
    '\t.section .note.a,"a",%note\n\t.word 1\n',
    '\t.section .note.GNU-stack,"",%progbits\n',
    '\t.section .foo,"a"\n\t.byte 1\n\t.section .foo\n\t.byte 2\n',
    '\t.section .foo,"ams",%progbits,1\n\t.string "x"\n',
    '\t.section .foo,"aR",%progbits\n\t.string "x"\n\t.section .foo,"a",%progbits\n\t.string "y"\n',
    '\t.pushsection .a, 2, "ax"\n\tnop\n\t.popsection\n\t.pushsection .a, 1\n\tret\n\t.popsection\n',
    '\t.pushsection .a, "ax"\n\tnop\n\t.previous\n\tret\n\t.popsection\n\tsvc #1\n',
    '\t.section "a b", "ax"\n\tnop\n',
    '\t.section "a\\x41", "ax"\n\tnop\n',
    '\t.section .eh_frame\n\t.byte 1\n',
    '\t.section .text.hot,"ax",%progbits\n\tnop\n\t.section .text.hot,"aw",%progbits\n\tnop\n',
    '\t.bss\nx:\t.quad 0\n\t.byte 0\n',
    '\t.bss\n\t.string ""\n',
    '\t.bss\n\t.align 3\n\t.zero 8\n\t.word 0,0\n',
    '\t.section .relx,"a"\n\t.byte 1\n',
    '\t.section .text.f,"aG",%progbits,f,comdat\n\tnop\n',
    '\t.section .f,"axG",%progbits,f,comdat\n\tnop\n\t.pushsection .f,"ax"\n\tret\n\t.popsection\n\tsvc 1\n',
    '\t.section .text.\\xe4\n\tnop\n',
  ],
  indirectFunctions: [
    '\t.type a, %gnu_indirect_function\na:\tret\n\tbl\ta\n',
    '\t.type a, %gnu_indirect_function\na:\tret\n\t.size a, .-a\n\tb a\n\tadr x0, a\n\tcbz x0, a\n\t.quad a, a+4\n\tldr x0, a\n\tadrp x0, a\n\tadd x0, x0, :lo12:a\n\tldr x0, =a\n',
    'a:\tret\n\tbl\ta\n\t.quad . - a\n\t.type a, %gnu_indirect_function\n',
    '\t.type a, %gnu_indirect_function\na:\tret\n\t.set b, a\n\tbl b\n\t.quad b\n',
    '\t.type a, %gnu_indirect_function\n\t.type a, %function\na:\tret\n\tbl a\n',
    '\t.type a, %gnu_indirect_function\na:\tret\n\t.data\n\t.word a - .\n',
    '\t.type a, %gnu_indirect_function\na:\tret\n\t.if a == a\n\tnop\n\t.endif\n\t.if . - a == 4\n\tnop\n\t.endif\n',
    '\t.globl .Lx\n.Lx:\tnop\n..y:\tnop\n_.L_z:\tnop\n',
    '\t.weak .Lx\n.Lx:\tnop\n\tb .Lx\n',
    '\t.quad .Lund\n',
    '\t.quad ..y\n..y:\n',
    '\t.bss\nx:\t.quad 0\n\t.byte 0, 0\n\t.asciz ""\ny:\n',
    '\t.bss\n\t.skip 4, 1\n',
    '\t.section .eh_frame,"a"\n\t.quad 1\n\t.text\n\t.cfi_startproc\n\tnop\n\t.cfi_endproc\n',
  ],
  aliases: [
    '\t.type f, %function\nf:\tnop\n\t.size f, .-f\n\t.set g, f\n\t.size f, 8\n',
    '\t.type f, %function\n\t.set g, f\nf:\tnop\n\t.size f, .-f\n',
    'f:\tnop\n\t.size f, 4\n\t.set g, f\n\t.size g, 8\n\t.set g, f\n',
    'f:\tnop\n\t.size g, 0\n\t.size f, 4\n\t.set g, f\n',
    'f:\tnop\n\t.size g, .-f\n\t.size f, 4\n\t.set g, f\n',
    'f:\tnop\n\t.size f, 4\n\t.size f, .-f\n\tnop\n\t.set g, f\n\t.size f, 16\n',
    '\t.set g, f\n\t.set h, g\nf:\tnop\n\t.size f, 4\n\t.size f, 12\n',
    '\t.set g, f\n\t.size g, 0\nf:\tnop\n\t.size f, 12\n',
    '\t.set g, f\n\t.size g, 4\nf:\tnop\n\t.size f, 12\n\t.size g, 8\n',
    '\t.type g, %object\n\t.type f, %function\nf:\tnop\n\t.set g, f\n',
    '\t.type g, %function\n\t.type f, %object\nf:\tnop\n\t.set g, f\n',
    '\t.type f, %function\n\t.type f, %notype\nf:\tnop\n',
    '\t.type f, %function\n\t.type f, %object\nf:\tnop\n',
    '\t.type f, %gnu_indirect_function\n\t.type f, %object\nf:\tnop\n\tbl f\n',
    'f:\tnop\n\t.size f, 4\n\t.set g, f+4\n\tnop\n\t.size g, 3\n\t.equ h, g\n\t.equ h, f\n',
    'f:\tnop\n\t.set g, f\n\t.size g, 5\n\t.set g, f\n\t.size f, 9\n',
    'f:\tnop\n\t.size f, -1\n\t.set g, f\n',
    '\t.eqv g, f\n\t.type f, %function\nf:\tnop\n\t.size f, 4\n',
    '\t.type f, %function\nf:\tnop\n\t.size f, 4\n\t.eqv g, f\n\t.type f, %object\n\t.size f, 12\n',
    '\t.cfi_startproc\n\tnop\n\t.cfi_endproc\n\t.cfi_sections .debug_frame\n',
    '\t.cfi_sections .debug_frame\n\t.cfi_startproc\n\tnop\n\t.cfi_endproc\n',
    '\t.cfi_sections .debug_frame, .eh_frame\n\t.cfi_startproc\n\tnop\n\t.cfi_endproc\n',
    '\t.cfi_sections .debug_frame\n\t.cfi_sections .eh_frame\n\t.cfi_startproc\n\tnop\n\t.cfi_endproc\n',
    '\t.cfi_sections\n\t.cfi_startproc\n\tnop\n\t.cfi_endproc\n',
    '\t.cfi_sections .eh_frame\n\t.cfi_startproc\n\tnop\n\t.cfi_endproc\n\t.cfi_sections\n',
  ],
  textsAndFloats: [
    '.altmacro\n.macro m\nLOCAL l\n.quad l\n.endm\nm\nm\n',
    '\t.hidden g\nf:\tnop\n\t.set g, f\n\t.set g, f\n',
    '\t.altmacro\n\t.macro m a\n\t.ascii "\\a"\n\t.endm\n\tm <abc>\n\tm <a!>b>\n',
    '\t.altmacro\n\t.macro m a\n\t.ascii "a b &a a&b"\n\t.endm\n\tm q\n',
    '\t.altmacro\n\t.macro m a, b\n\t.ascii a\n\t.byte b\n\t.endm\n\tm "abc", %1+2\n',
    '\t.altmacro\n\t.macro m a\n\tLOCAL l\n\tb l\nl:\tnop\n\t.endm\n\tm 1\n\tm 2\n',
    '\t.altmacro\n\t.irp a, <1,2>, 3\n\t.byte a\n\t.endr\n',
    '\t.altmacro\n\t.irpc a, 123\n\t.byte a\n\t.endr\n',
    '\t.macro m a:vararg\n\t.ascii \\a\n\t.endm\n\tm "abc", "def"\n',
    '\t.altmacro\n\t.macro outer a\n\t.macro in_&a x\n\t.byte x\n\t.endm\n\t.endm\n\touter z\n\tin_z 5\n',
    '\t.altmacro\n\t.macro m a\n\t.ascii "a!b", "!!"\n\t.endm\n\tm 1\n',
    '\t.altmacro\n\t.macro m s\n\t.ascii "\\s!"\n\t.endm\n\tm x\n',
    "\t.irpc c, aä\n\t.byte '\\c\n\t.endr\n",
    '\t.irpc c, ab\n\t.ascii "\\c"\n\t.endr\n\t.irpc c, ä\n\t.ascii "\\c"\n\t.endr\n',
    "\t.byte 'a, 'a', '\\n', '\\\\, ''', ' '\n",
    '\t.float 1.5, -2.25, 0.1, 1e10, 1e-10\n\t.double 1.5, -2.25, 0.1, 1e300, 1e-300\n',
    '\t.float nan, inf, -nan, -inf\n\t.double nan, inf, -nan, -inf\n',
    '\t.float NaN, Inf, Infinity, -Infinity\n',
    '\t.float 0f1.5, 0e1.5, 0d1.5, 0r2\n',
    '\t.float 0, -0, +1, .5, 5., 1.e3\n',
    '\t.double 0.1e-1, 1E5, 1e+5, 0.000001\n',
    '\t.double 1.7976931348623157e308, 1.7976931348623158e308, 2.2250738585072011e-308, 2.2250738585072014e-308\n',
    '\t.single 123456789, 0.3, 1.17549435e-38, 1.17549429e-38\n',
    '\t.float16 1.0, 65504, 0.1, nan, inf\n',
    '\t.bfloat16 1.0, 0.1\n',
    '\t.double 179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880\n',
    '\t.ascii "\\v\\8\\18\\789\\x41\\X4142\\q\\"\\\\\\0"\n',
    '\t.ascii "h\udce4llo", "ä", "\\ä"\n',
    'n\udce4me:\tb n\udce4me\n\t.globl n\udce4me\n',
    '\t.ident "caf\udce9"\n',
    '\t.irpc c, \udce4b\n\t.ascii "\\c"\n\t.endr\n',
    '\t.section "t\udce4", "ax"\n\tnop\n',
  ],
  files: [
    'a:\tnop\n\t.file "x.c"\n\t.globl g\ng:\tnop\n\t.file "y.c"\n\t.file "y.c"\n\t.file ""\n\t.file ".Lz"\nc:\tnop\n',
    '\t.variant_pcs f\n\t.variant_pcs g\n\t.variant_pcs h\n\t.globl g\n\t.hidden g\nf:\tret\ng:\tret\n',
  ],
  frameTables: [
    ...[
      'g-f',
      'h-g',
      'i-h',
      'g-f+60',
      'f-f',
      'h-h',
      '4',
      '300',
      '70000',
      '(h-f)/4',
      'i-f+1',
    ].flatMap((distance) => [1, 4].map((codeAlignment) => frameTable({ distance, codeAlignment }))),
    frameTable({ distance: '(h-g)>>2', codeAlignment: 4 }),
    frameTable({ distance: '(i-f)/2', codeAlignment: 4 }),
    frameTable({ distance: '4', codeAlignment: 200 }),
    frameTable({ distance: 'i-f', section: '.debug_frame' }),
    frameTable({ distance: 'i-f', section: '.debug_frame', id: -1 }),
    frameTable({ distance: 'i-f', section: '.eh_frame_entry' }),
    frameTable({ distance: 'i-f', section: '.eh_frame.f' }),
    frameTable({ distance: 'i-f', version: '3' }),
    frameTable({ distance: 'i-f', end: '.byte 0, 0, 0, 0' }),
    frameTable({ distance: 'i-f', end: '.zero 4' }),
    frameTable({ distance: 'i-f', size: '.4byte 24' }),
    frameTable({ distance: 'i-f', size: '.set .Lx, .Lend - .Lid\n.4byte .Lx' }),
    frameTable({ distance: 'i-f', augmentation: '.byte 0' }),
    frameTable({ distance: 'i-f', augmentation: '.uleb128 4\n.4byte 4' }),
    frameTable({ distance: 'i-f', augmentation: '.uleb128 4\n.8byte 4' }),
    frameTable({ distance: 'i-f', augmentation: '.byte 0x81, 0, 4' }),
  ],
};

/** Sources that GNU as refuses, too. */
export const refusedCases: Readonly<Record<string, readonly string[]>> = {
  numbers: [
    '\tmov x0, #0x10000000000000001\n',
    '\t.set x, 0x10000000000000001\n\t.quad x\n',
    '\t.octa a\n',
    '\t.octa b-a\na:\tnop\nb:\n',
    '\tldr q0, =b-a\na:\tnop\nb:\n',
    '\tldr q0, =sym\n',
    '\tldr x0, =e2 - e1\n\tldr x0, =e2 - e1\n\t.data\ne1:\t.balign 16\ne2:\n',
    '\t.hword b-a\na:\t.skip 70000\nb:\n',
    '\t.fill 2, b-a, 5\na:\t.skip 7\nb:\n',
    '\t.p2align b-a\na:\t.skip 7\nb:\n',
    '\tmov x0, #b-a\na:\t.skip 65537\nb:\n',
    '\thvc #b-a\na:\t.skip 65536\nb:\n',
    '\tmovz w0, #b-a\na:\t.skip 65536\nb:\n',
    '\tmovk x0, #b-a\na:\t.skip 65536\nb:\n',
    '\tldrb w0, [x1, #b-a]\na:\t.skip 4096\nb:\n',
    '\tldr x0, [x1, #b-a]\na:\t.skip 4097\nb:\n',
    '\t.byte b-a\na:\t.skip 256\nb:\n',
    '\t.byte a-b\na:\t.skip 256\nb:\n',
    '\t.byte a-b\na:\t.skip 257\nb:\n',
  ],
  files: ['\t.variant_pcs f, g\n', '\t.variant_pcs\n'],
  names: [
    '\t.eqv a, b\n\t.eqv b, a\n\t.quad a\n',
    '\t.eqv a, 5\n\t.eqv a, 6\n\t.byte a\n',
    '\t.eqv a, k\n\t.set k, 5\n\t.set a, k+1\n\t.byte a\n\t.set k, 9\n\t.byte a\n',
    '\t.set x, 1\n\t.eqv x, 2\n',
    '\t.equiv q, 4\n\t.equiv q, 4\n',
    '\t.eqv e, 1\ne:\tnop\n',
    'f:\n\t.p2align 2\nf:\tret\n',
    'f:\t.text\nf:\tnop\n\t.set f, 3\n',
    '\t.if a\n\t.endif\n',
    '\t.if a < b\n\t.endif\n',
    '\t.rept a == a\n\tnop\n\t.endr\n',
    '\t.rept a != b\n\tnop\n\t.endr\n',
    'a\t.req x3\n\t.unreq A\n\tmov a, #1\n',
  ],
  undefinedNames: ['\t.eqv b, a*2\n\tnop\n'],
  sections: [
    '\t.section .foo,"a"\n\t.byte 1\n\t.section .foo,"aw"\n\t.byte 2\n',
    '\t.section .foo\n\t.byte 1\n\t.section .foo,"a"\n\t.byte 2\n',
    '\t.section .foo,"a",%progbits\n\t.byte 1\n\t.section .foo,"a",%nobits\n\t.byte 2\n',
    '\t.section .foo,"q"\n',
    '\t.section .foo,"aM",%progbits,8\n\t.quad 1\n\t.section .foo,"aM",%progbits,4\n\t.quad 1\n',
    '\t.section .foo,"a",%progbits,8\n',
  ],
  indirectFunctions: [
    'a:\tret\n\tbl\ta\n\t.type a, %gnu_indirect_function\n\t.quad . - a\n',
    '\t.type a, %gnu_indirect_function\na:\tret\n\t.quad . - a\n',
    '\t.bss\n\t.byte 1\n',
    '\t.bss\n\t.quad x\n',
  ],
  aliases: [
    '\t.cfi_sections .debug_frame\n\t.cfi_startproc\n\tnop\n\t.cfi_endproc\n\t.cfi_sections .eh_frame\n\t.cfi_startproc\n\tnop\n\t.cfi_endproc\n',
    '\t.cfi_sections .eh_frame_entry\n\t.cfi_startproc\n\tnop\n\t.cfi_endproc\n',
  ],
  textsAndFloats: [
    '\t.altmacro\n\t.macro m a\n\t.ascii \\a\n\t.endm\n\tm "x!"y"\n',
    '\t.altmacro\n\t.macro m a, b\na&b:\t.byte 1\nx&a:\t.byte 2\na&&b:\t.byte 2\n\t.endm\n\tm p, q\n',
    '\t.altmacro\n\t.macro m a\n\t.ascii \'a\'\n\t.ascii "a"\n\t.endm\n\tm z\n',
    '\t.macro m a\n\t.ascii \\a\n\t.endm\n\tm "abc"\n',
    '\t.macro m a\n\t.ascii "\\a"\n\t.endm\n\tm "abc"\n\tm "a""b"\n\tm "a" "b"\n',
    '\t.altmacro\n\t.macro m a\n\t.ascii a\n\t.endm\n\tm "abc"\n\tm <"ab">\n\tm \'"cd"\'\n',
    '\t.altmacro\n\t.macro m a, b\n\t.ascii "a"\n\t.endm\n\tm "a,b" c\n',
    "\t.byte 'ä\n",
    '\t.float 1e39, -1e39\n',
    '\t.double 1e309\n',
    '\t.float 0x3f800000\n',
    '\t.float 1_5\n',
    '\t.float 1.5 2\n',
  ],
};
