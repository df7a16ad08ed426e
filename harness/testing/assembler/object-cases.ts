import type { ObjectView } from './gnu-object.ts';

/** What a compiler writes besides instructions, and the object that GNU as 2.40 makes of it. */
export interface ObjectCase {
  readonly feature: string;
  readonly source: string;
  readonly expected: ObjectView;
}

function lines(feature: string, source: readonly string[], expected: ObjectView): ObjectCase {
  return { feature, source: `${source.join('\n')}\n`, expected };
}

export const objectCases: readonly ObjectCase[] = [
  lines(
    'numbers of seven bits a byte whose value comes later',
    ['.data', '.uleb128 b - a', 'a: .skip 127', 'b: .sleb128 a - b, d - c', 'c: .skip 64', 'd:'],
    {
      sections: {
        '.data':
          'aw- align 1 size 196: 7f00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000817fc00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000',
      },
      symbols: [
        'a .data+1 size 0 local none default',
        'b .data+128 size 0 local none default',
        'c .data+132 size 0 local none default',
        'd .data+196 size 0 local none default',
      ],
      relocations: [],
    },
  ),
  lines(
    'one more byte for a number that counts another one',
    ['.data', '.uleb128 c - a', 'a: .uleb128 c - b', 'b: .skip 126', 'c:'],
    {
      sections: {
        '.data':
          'aw- align 1 size 128: 7f7e000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000',
      },
      symbols: [
        'a .data+1 size 0 local none default',
        'b .data+2 size 0 local none default',
        'c .data+128 size 0 local none default',
      ],
      relocations: [],
    },
  ),
  lines(
    'one that padding makes larger',
    ['.data', '.uleb128 b - a', 'a: .skip 120', '.balign 16', 'b: .byte 1'],
    {
      sections: {
        '.data':
          'aw- align 16 size 129: 7f0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001',
      },
      symbols: ['a .data+1 size 0 local none default', 'b .data+128 size 0 local none default'],
      relocations: [],
    },
  ),
  lines(
    'one about another section',
    ['.section .x, "a"', '.uleb128 b - a', '.text', 'a: nop', 'nop', 'b:'],
    {
      sections: { '.text': 'a-x align 4 size 8: 1f2003d51f2003d5', '.x': 'a-- align 1 size 1: 08' },
      symbols: ['a .text+0 size 0 local none default', 'b .text+8 size 0 local none default'],
      relocations: [],
    },
  ),
  lines('one over .org', ['.data', '.uleb128 b - a', 'a: .byte 1', '.org a + 130', 'b: .byte 2'], {
    sections: {
      '.data':
        'aw- align 1 size 133: 82010100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000002',
    },
    symbols: ['a .data+2 size 0 local none default', 'b .data+132 size 0 local none default'],
    relocations: [],
  }),
  lines(
    'one that a name stands for',
    ['.data', '.uleb128 x, y', '.set y, x * 2', '.set x, b - a', 'a: .skip 70', 'b:'],
    {
      sections: {
        '.data':
          'aw- align 1 size 73: 468c0100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000',
      },
      symbols: [
        'a .data+3 size 0 local none default',
        'b .data+73 size 0 local none default',
        'x absolute+70 size 0 local none default',
        'y absolute+140 size 0 local none default',
      ],
      relocations: [],
    },
  ),
  lines('negative ones', ['.data', 'a: .byte 1', '.uleb128 a - b', '.sleb128 a - b', 'b:'], {
    sections: { '.data': 'aw- align 1 size 12: 01f4ffffffffffffffff0174' },
    symbols: ['a .data+0 size 0 local none default', 'b .data+12 size 0 local none default'],
    relocations: [],
  }),
  lines(
    'a line table',
    [
      '.file 1 "one.c"',
      '.file 2 "folder/two.h"',
      '.text',
      'f:',
      '.loc 1 3',
      'nop',
      '.loc 1 5 7',
      'nop',
      'nop',
      '.loc 2 40 1 is_stmt 0',
      'nop',
      '.loc 1 6 discriminator 200',
      'nop',
      '.loc 1 7 basic_block prologue_end epilogue_begin',
      'nop',
      '.skip 4 * 18',
      '.loc 1 7',
      'nop',
      '.skip 4 * 40',
      '.loc 1 8',
      'nop',
      '.loc 1 9',
      '.loc 1 10',
      'ret',
      '.section .debug_info, "", %progbits',
      '.byte 0',
    ],
    {
      sections: {
        '.text':
          'a-x align 4 size 268: 1f2003d51f2003d51f2003d51f2003d51f2003d51f2003d50000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001f2003d5000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001f2003d5c0035fd6',
        '.debug_info': '--- align 1 size 1: 00',
        '.debug_line':
          '--- align 1 size 103: 6300000003002c0000000401fb0e0d000101010100000001000001666f6c64657200006f6e652e630000000074776f2e680001000000000902000000000000000014050722040205010603232e0401000304c801035e20070a0b21082e02291321130201000101',
      },
      symbols: ['f .text+0 size 0 local none default'],
      relocations: ['.debug_line+0x39 257 .text+0'],
    },
  ),
  lines(
    'a line table of DWARF 5',
    [
      '.file 0 "/work" "one.c"',
      '.file 1 "one.c"',
      '.file 2 "include/two.h"',
      '.file 3 "/other" "three.h"',
      '.text',
      '.loc 1 1 view -0',
      '.loc 1 2 view .LV1',
      'nop',
      '.loc 2 5 2 view .LV2',
      '.loc 1 3 view -0',
      'ret',
      '.section .more, "ax"',
      '.loc 1 9 view .LV3',
      '.loc 1 9 view .LV4',
      'nop',
      '.section .debug_info, "", %progbits',
      '.4byte .Lline',
      '.uleb128 .LV1, .LV2, .LV3, .LV4',
      '.section .debug_line, "", %progbits',
      '.Lline:',
    ],
    {
      sections: {
        '.text': 'a-x align 4 size 8: 1f2003d5c0035fd6',
        '.more': 'a-x align 4 size 4: 1f2003d5',
        '.debug_info': '--- align 1 size 8: 0000000001000001',
        '.debug_line':
          '--- align 1 size 129: 7d000000050008003c000000040101fb0e0d00010101010000000100000101011f0300000000000000000000000002011f020f04000000000000000000000000000001000000000200090200000000000000000113040205022304010009020000000000000000100201000101050200090200000000000000001a010201000101',
        '.debug_line_str':
          '--- align 1 size 47: 2f776f726b00696e636c756465002f6f74686572006f6e652e63006f6e652e630074776f2e680074687265652e6800',
      },
      symbols: [],
      relocations: [
        '.debug_info+0x0 258 .debug_line+0',
        '.debug_line+0x22 258 .debug_line_str+0',
        '.debug_line+0x26 258 .debug_line_str+6',
        '.debug_line+0x2a 258 .debug_line_str+14',
        '.debug_line+0x34 258 .debug_line_str+21',
        '.debug_line+0x39 258 .debug_line_str+27',
        '.debug_line+0x3e 258 .debug_line_str+33',
        '.debug_line+0x43 258 .debug_line_str+39',
        '.debug_line+0x4b 257 .text+0',
        '.debug_line+0x5f 257 .text+4',
        '.debug_line+0x72 257 .more+0',
      ],
    },
  ),
  lines(
    'a line table with digests',
    [
      '.file 0 "/work" "one.c" md5 0x00112233445566778899aabbccddeeff',
      '.text',
      '.loc 0 1',
      'nop',
      '.section .debug_info, "", %progbits',
      '.byte 0',
    ],
    {
      sections: {
        '.text': 'a-x align 4 size 4: 1f2003d5',
        '.debug_info': '--- align 1 size 1: 00',
        '.debug_line':
          '--- align 1 size 86: 520000000500080037000000040101fb0e0d00010101010000000100000101011f010000000003011f020f051e010000000000ffeeddccbbaa9988776655443322110004000009020000000000000000010201000101',
        '.debug_line_str': '--- align 1 size 12: 2f776f726b006f6e652e6300',
      },
      symbols: [],
      relocations: [
        '.debug_line+0x22 258 .debug_line_str+0',
        '.debug_line+0x2e 258 .debug_line_str+6',
        '.debug_line+0x48 257 .text+0',
      ],
    },
  ),
  lines(
    'a line table over subsections and padding',
    [
      '.file 1 "one.c"',
      '.text 1',
      '.loc 1 20',
      'nop',
      '.text 0',
      '.loc 1 10',
      'nop',
      '.balign 16',
      '.loc 1 11',
      'nop',
      '.inst 0xd503201f',
      '.section .debug_info, "", %progbits',
      '.byte 0',
    ],
    {
      sections: {
        '.text': 'a-x align 16 size 28: 1f2003d51f2003d51f2003d51f2003d51f2003d51f2003d51f2003d5',
        '.debug_info': '--- align 1 size 1: 00',
        '.debug_line':
          '--- align 1 size 61: 3900000003001c0000000401fb0e0d000101010100000001000001006f6e652e63000000000000090200000000000000000309014b03092e0201000101',
      },
      symbols: [],
      relocations: ['.debug_line+0x29 257 .text+0'],
    },
  ),
  lines(
    'marks on labels',
    [
      '.file 1 "one.c"',
      '.text',
      '.loc_mark_labels 1',
      '.loc 1 1',
      'nop',
      'f: nop',
      '.loc_mark_labels 0',
      'g: nop',
      '.section .debug_info, "", %progbits',
      '.byte 0',
    ],
    {
      sections: {
        '.text': 'a-x align 4 size 12: 1f2003d51f2003d51f2003d5',
        '.debug_info': '--- align 1 size 1: 00',
        '.debug_line':
          '--- align 1 size 57: 3500000003001c0000000401fb0e0d000101010100000001000001006f6e652e63000000000000090200000000000000000107200202000101',
      },
      symbols: ['f .text+4 size 0 local none default', 'g .text+8 size 0 local none default'],
      relocations: ['.debug_line+0x29 257 .text+0'],
    },
  ),
  lines(
    'files of a line table without rows',
    ['.file 1 "one.c"', '.section .debug_info, "", %progbits', '.byte 0'],
    {
      sections: {
        '.debug_info': '--- align 1 size 1: 00',
        '.debug_line':
          '--- align 1 size 38: 2200000003001c0000000401fb0e0d000101010100000001000001006f6e652e630000000000',
      },
      symbols: [],
      relocations: [],
    },
  ),
  lines(
    'call frames for exceptions',
    [
      'f: .cfi_startproc',
      '.cfi_personality 0x9b, DW.ref.p',
      '.cfi_lsda 0x1b, .LLSDA',
      'nop',
      '.cfi_def_cfa_offset 16',
      '.cfi_val_offset x29, -16',
      '.cfi_val_offset x30, 8',
      'nop',
      '.cfi_endproc',
      'g: .cfi_startproc',
      '.cfi_personality 0x9b, DW.ref.p',
      'nop',
      '.cfi_endproc',
      'h: .cfi_startproc',
      '.cfi_personality 0, p',
      '.cfi_lsda 3, .LLSDA',
      '.cfi_b_key_frame',
      'nop',
      '.cfi_endproc',
      'i: .cfi_startproc',
      '.cfi_personality 0xff',
      '.cfi_lsda 0x1b, .LLSDA',
      '.cfi_signal_frame',
      'nop',
      '.cfi_endproc',
      '.section .gcc_except_table, "a"',
      '.LLSDA: .byte 0xff',
    ],
    {
      sections: {
        '.text': 'a-x align 4 size 20: 1f2003d51f2003d51f2003d51f2003d51f2003d5',
        '.gcc_except_table': 'a-- align 1 size 1: ff',
        '.eh_frame':
          'a-- align 8 size 216: 1800000000000000017a504c520004781e079b000000001b1b0c1f001c0000002000000000000000080000000400000000410e10141d02151e7f00001800000000000000017a50520004781e069b000000001b0c1f00000010000000200000000000000004000000000000002000000000000000017a504c52420004781e0b000000000000000000031b0c1f000000001400000028000000000000000400000004000000000000001400000000000000017a4c52530004781e021b1b0c1f0000140000001c00000000000000040000000400000000000000',
      },
      symbols: [
        'DW.ref.p undefined+0 size 0 global none default',
        'f .text+0 size 0 local none default',
        'g .text+8 size 0 local none default',
        'h .text+12 size 0 local none default',
        'i .text+16 size 0 local none default',
        'p undefined+0 size 0 global none default',
      ],
      relocations: [
        '.eh_frame+0x13 261 DW.ref.p+0',
        '.eh_frame+0x24 261 .text+0',
        '.eh_frame+0x2d 261 .gcc_except_table+0',
        '.eh_frame+0x4e 261 DW.ref.p+0',
        '.eh_frame+0x60 261 .text+8',
        '.eh_frame+0x80 257 p+0',
        '.eh_frame+0x98 261 .text+12',
        '.eh_frame+0xa1 258 .gcc_except_table+0',
        '.eh_frame+0xc8 261 .text+16',
        '.eh_frame+0xd1 261 .gcc_except_table+0',
      ],
    },
  ),
  lines(
    'call frames for debuggers',
    [
      '.cfi_sections .debug_frame',
      'f: .cfi_startproc',
      'nop',
      '.cfi_def_cfa_offset 16',
      'nop',
      '.cfi_endproc',
      'g: .cfi_startproc',
      '.cfi_signal_frame',
      'nop',
      '.cfi_endproc',
      'h: .cfi_startproc',
      'nop',
      '.cfi_endproc',
    ],
    {
      sections: {
        '.text': 'a-x align 4 size 16: 1f2003d51f2003d51f2003d51f2003d5',
        '.debug_frame':
          '--- align 8 size 120: 0c000000ffffffff010004781e0c1f001c0000000000000000000000000000000800000000000000410e10000000000014000000ffffffff01530004781e0c1f0000000000000000140000000000000000000000000000000400000000000000140000000000000000000000000000000400000000000000',
      },
      symbols: [
        'f .text+0 size 0 local none default',
        'g .text+8 size 0 local none default',
        'h .text+12 size 0 local none default',
      ],
      relocations: [
        '.debug_frame+0x14 258 .debug_frame+0',
        '.debug_frame+0x18 257 .text+0',
        '.debug_frame+0x4c 258 .debug_frame+48',
        '.debug_frame+0x50 257 .text+8',
        '.debug_frame+0x64 258 .debug_frame+0',
        '.debug_frame+0x68 257 .text+12',
      ],
    },
  ),
  lines(
    'call frames for both',
    [
      '.cfi_sections .eh_frame, .debug_frame',
      'f: .cfi_startproc',
      'nop',
      '.cfi_offset x30, -8',
      'nop',
      '.cfi_endproc',
    ],
    {
      sections: {
        '.text': 'a-x align 4 size 8: 1f2003d51f2003d5',
        '.eh_frame':
          'a-- align 8 size 40: 1000000000000000017a520004781e011b0c1f001000000018000000000000000800000000419e01',
        '.debug_frame':
          '--- align 8 size 48: 0c000000ffffffff010004781e0c1f001c0000000000000000000000000000000800000000000000419e010000000000',
      },
      symbols: ['f .text+0 size 0 local none default'],
      relocations: [
        '.debug_frame+0x14 258 .debug_frame+0',
        '.debug_frame+0x18 257 .text+0',
        '.eh_frame+0x1c 261 .text+0',
      ],
    },
  ),
  lines(
    'names with versions',
    [
      '.globl f, h',
      'f: nop',
      '.symver f, f@V1',
      '.symver f, g@@V2',
      '.symver u, u@@@V3',
      'bl u',
      'h: nop',
      '.symver h, h@@@V3',
      'bl h',
      '.weak w',
      'w: nop',
      '.symver w, w@V1, hidden',
      '.globl r',
      'r: nop',
      '.symver r, r2@V1, remove',
      'bl r',
    ],
    {
      sections: {
        '.text': 'a-x align 4 size 28: 1f2003d5000000941f2003d5000000941f2003d51f2003d500000094',
      },
      symbols: [
        'f .text+0 size 0 global none default',
        'f@V1 .text+0 size 0 global none default',
        'g@@V2 .text+0 size 0 global none default',
        'h@@V3 .text+8 size 0 global none default',
        'r2@V1 .text+20 size 0 global none default',
        'u@V3 undefined+0 size 0 global none default',
        'w .text+16 size 0 weak none hidden',
        'w@V1 .text+16 size 0 weak none default',
      ],
      relocations: ['.text+0x18 283 r2@V1+0', '.text+0x4 283 u@V3+0', '.text+0xc 283 h@@V3+0'],
    },
  ),
  lines(
    'names that need not be there',
    [
      'bl before',
      '.weakref before, a',
      '.weakref one, b',
      'bl one',
      '.quad one + 4',
      '.weakref other, c',
      'bl other',
      'bl c',
      '.weakref chain, one',
      'bl chain',
      'd: nop',
      '.weakref here, d',
      'bl here',
    ],
    {
      sections: {
        '.text':
          'a-x align 4 size 36: 000000940000009400000000000000000000009400000094000000941f2003d5ffffff97',
      },
      symbols: [
        'a undefined+0 size 0 weak none default',
        'b undefined+0 size 0 weak none default',
        'c undefined+0 size 0 global none default',
        'd .text+28 size 0 local none default',
      ],
      relocations: [
        '.text+0x0 283 a+0',
        '.text+0x10 283 c+0',
        '.text+0x14 283 c+0',
        '.text+0x18 283 b+0',
        '.text+0x4 283 b+0',
        '.text+0x8 257 b+4',
      ],
    },
  ),
  lines(
    'relocations as they are',
    [
      'a: nop',
      '.reloc 0, R_AARCH64_NONE, elsewhere',
      '.reloc a + 4, R_AARCH64_ABS64, other + 3',
      'nop',
      '.reloc ., R_AARCH64_CALL26, a',
      'nop',
      '.reloc 4, BFD_RELOC_32, 1f',
      '1: .reloc 0, R_AARCH64_NONE',
      '.data',
      '.reloc 8, R_AARCH64_RELATIVE',
      '.quad 0, 0',
      '.reloc 0, R_AARCH64_TLSDESC, t',
    ],
    {
      sections: {
        '.text': 'a-x align 4 size 12: 1f2003d51f2003d51f2003d5',
        '.data': 'aw- align 1 size 16: 00000000000000000000000000000000',
      },
      symbols: [
        'a .text+0 size 0 local none default',
        'elsewhere undefined+0 size 0 global none default',
        'other undefined+0 size 0 global none default',
        't undefined+0 size 0 global none default',
      ],
      relocations: [
        '.data+0x0 1031 t+0',
        '.data+0x8 1027 +0',
        '.text+0x0 0 +0',
        '.text+0x0 0 elsewhere+0',
        '.text+0x4 257 other+3',
        '.text+0x4 258 .text+12',
        '.text+0x8 283 a+0',
      ],
    },
  ),
  lines(
    'numbers of .struct',
    [
      '.struct 4',
      'a: .skip 4',
      'b: .align 3',
      'c: .space 300',
      'd: .org 400',
      'e: .byte 0',
      '1:',
      '.text',
      '.hword a, b, c, d, e, 1b',
      '.if d - c != 300',
      '.error "not known"',
      '.endif',
      '.offset 3',
      'f: .skip 2',
      'g = . - f',
      '.data',
      '.byte f, g',
    ],
    {
      sections: {
        '.text': 'a-x align 1 size 12: 040008000800340190019101',
        '.data': 'aw- align 1 size 2: 0302',
      },
      symbols: [
        'a absolute+4 size 0 local none default',
        'b absolute+8 size 0 local none default',
        'c absolute+8 size 0 local none default',
        'd absolute+308 size 0 local none default',
        'e absolute+400 size 0 local none default',
        'f absolute+3 size 0 local none default',
        'g absolute+2 size 0 local none default',
      ],
      relocations: [],
    },
  ),
  lines(
    'data by the names of other assemblers',
    [
      '.data',
      '.dc.b 1',
      '.dc 2',
      '.dc.w 3',
      '.dc.l 4, x',
      '.dc.a y',
      '.dc.s 1.5',
      '.dc.d 2.5',
      '.dcb.b 2, 7',
      '.dcb 1, 5',
      '.dcb.w 2, 0x1234',
      '.dcb.l 1, 9',
      '.dcb.s 1, 1.5',
      '.dcb.d 1, 2.5',
      '.ds.b 1',
      '.ds 1',
      '.ds.w 1',
      '.ds.l 1',
      '.ds.s 1, 3',
      '.ds.d 1',
      '.ds.p 1',
      '.ds.x 1',
    ],
    {
      sections: {
        '.data':
          'aw- align 1 size 102: 0102000300040000000000000000000000000000000000c03f00000000000004400707050034123412090000000000c03f0000000000000440000000000000000000030000000000000000000000000000000000000000000000000000000000000000000000',
      },
      symbols: [
        'x undefined+0 size 0 global none default',
        'y undefined+0 size 0 global none default',
      ],
      relocations: ['.data+0x9 258 x+0', '.data+0xd 257 y+0'],
    },
  ),
  lines(
    'strings of wide characters',
    ['.data', '.string16 "ab\\n", "c"', '.string32 "a" "b"', '.string64 "z"'],
    {
      sections: {
        '.data':
          'aw- align 1 size 40: 610062000a000000630000006100000062000000000000007a000000000000000000000000000000',
      },
      symbols: [],
      relocations: [],
    },
  ),
  lines(
    'short floating-point numbers',
    ['.data', '.float16 1.5, -2.1, 65504, inf, nan, 6e-8', '.bfloat16 1.5, 3.1415926, -1e30, nan'],
    {
      sections: { '.data': 'aw- align 1 size 20: 003e33c0ff7b007cff7f0100c03f49404af1ff7f' },
      symbols: [],
      relocations: [],
    },
  ),
  lines('.nop and .version', ['.nop', '.byte 1', '.nop', '.version "1.2"'], {
    sections: {
      '.text': 'a-x align 4 size 12: 1f2003d5010000001f2003d5',
      '.note': '--- align 4 size 16: 040000000000000001000000312e3200',
    },
    symbols: [],
    relocations: [],
  }),
  lines(
    'thread-local storage',
    [
      '.section .tbss, "awT", %nobits',
      'l: .zero 4',
      'm: .zero 4',
      '.section .tdata, "awT"',
      '.globl g',
      'g: .word 7',
      'n: .word 1',
      '.section .tdata.x',
      'o: .word 3',
      '.tls_common c, 8, 8',
      '.type u, %tls_object',
      '.text',
      'add x0, x0, #:tprel_hi12:l, lsl #12',
      'add x0, x0, #:tprel_lo12_nc:l',
      'ldr w1, [x0, #:tprel_lo12_nc:n]',
      'adrp x0, :tlsdesc:x',
      'ldr x1, [x0, #:tlsdesc_lo12:x]',
      'add x0, x0, :tlsdesc_lo12:x',
      '.tlsdesccall x',
      'blr x1',
      '.data',
      '.quad l, x, g, n, o + 4',
    ],
    {
      sections: {
        '.text': 'a-x align 4 size 28: 0000409100000091010040b900000090010040f90000009120003fd6',
        '.data':
          'aw- align 1 size 40: 00000000000000000000000000000000000000000000000000000000000000000000000000000000',
        '.tbss': 'aw-t align 1 size 8: ',
        '.tdata': 'aw-t align 1 size 8: 0700000001000000',
        '.tdata.x': 'aw-t align 1 size 4: 03000000',
      },
      symbols: [
        'c common+8 size 8 global thread-local default',
        'g .tdata+0 size 0 global thread-local default',
        'l .tbss+0 size 0 local thread-local default',
        'm .tbss+4 size 0 local thread-local default',
        'n .tdata+4 size 0 local thread-local default',
        'o .tdata.x+0 size 0 local thread-local default',
        'u undefined+0 size 0 global thread-local default',
        'x undefined+0 size 0 global thread-local default',
      ],
      relocations: [
        '.data+0x0 257 l+0',
        '.data+0x10 257 g+0',
        '.data+0x18 257 n+0',
        '.data+0x20 257 o+4',
        '.data+0x8 257 x+0',
        '.text+0x0 549 l+0',
        '.text+0x10 563 x+0',
        '.text+0x14 564 x+0',
        '.text+0x18 569 x+0',
        '.text+0x4 551 l+0',
        '.text+0x8 557 n+0',
        '.text+0xc 562 x+0',
      ],
    },
  ),
];
