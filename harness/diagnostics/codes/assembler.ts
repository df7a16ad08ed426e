import type { CodeEntry } from './entry.ts';

/** Rows of the assembler: its front end, and the encoder behind it. */
export const assemblerCodes = {
  'unknown-architecture': {
    exit: 2,
    explanation:
      'The name in .arch, .cpu or .arch_extension, in `march` of abi.yaml or in --march is none that GNU as 2.40 knows, or its extensions do not read: those that are added (+crc) stand before those that are removed (+nofp), in lower case. The level decides which instructions and system registers may be used; where nothing is said, all may.',
  },
  'encoders-disagree': {
    exit: 1,
    explanation:
      'hcall asm --second-encoder lets Keystone encode the text of each instruction, too, and it gave another word than the table of instructions. One of them is wrong: compare with GNU as, and report it.',
  },
  'source-not-found': {
    exit: 2,
    explanation:
      'A source, or a file that a source includes, cannot be read. Relative names of .include and .incbin are looked up in the directory of the source, then in each -I directory, in order.',
  },
  'unreadable-source': {
    exit: 2,
    explanation:
      'A source, or a file that a source includes, is a pipe, a device or a folder, its permissions forbid it, or it is larger than any real one: 64 MiB for sources and headers, 256 MiB for what .incbin names. Headers are looked at before the preprocessor runs, in all conditional branches.',
  },
  'preprocessor-missing': {
    exit: 3,
    explanation:
      'Sources named .S go through the C preprocessor first, as the kernel builds them, and none was found: not cpp, not clang, not gcc, not one unpacked under .system. Install it (Debian and Ubuntu: apt-get install cpp) or give a source named .s, which is assembled as it is.',
  },
  'preprocessor-error': {
    exit: 2,
    explanation:
      'The C preprocessor refuses the source: usually a header that is not found (add -I DIRECTORY), or an #error because a macro is not defined (add -D NAME=VALUE or -include FILE). The place is the one that the preprocessor names.',
  },
  'syntax-error': {
    exit: 2,
    explanation:
      'A statement does not read as GNU as dialect: a character that fits nowhere, a missing operand, or something left over at the end. The caret shows where reading stopped.',
  },
  'unterminated-string': {
    exit: 2,
    explanation:
      'A string has no closing quote on its line. GNU as would insert the line break and go on; hcall asks for the quote.',
  },
  'unterminated-comment': {
    exit: 2,
    explanation: 'A comment is opened with /* and the file ends before the closing */.',
  },
  'missing-character': {
    exit: 2,
    explanation:
      "An apostrophe begins a character constant such as 'a, and the line ends behind it. GNU as takes the end of the line for the character and reads on in the next line; hcall asks for the character, or for the end of a line to be written '\\n.",
  },
  'unterminated-block': {
    exit: 2,
    explanation:
      'The text ends inside .macro, .rept, .irp, .irpc or .if. The place is where the block begins: close it with .endm, .endr or .endif in the same file, or in the same macro.',
  },
  'unmatched-directive': {
    exit: 2,
    explanation:
      'A closing or continuing directive (.endif, .else, .endm, .endr, .exitm, .popsection, .previous) has nothing that it belongs to.',
  },
  'unknown-directive': {
    exit: 2,
    explanation:
      'A word that begins with a dot is neither a directive that hcall knows nor a macro defined above. It is refused rather than skipped, because skipping could lose bytes.',
  },
  'bad-macro-definition': {
    exit: 2,
    explanation:
      'The head of a .macro cannot be used: no name, a parameter named twice, or something after a :vararg parameter.',
  },
  'bad-macro-call': {
    exit: 2,
    explanation:
      'A macro is called with arguments that it does not take: too many, a keyword that it does not have, a positional one after a keyword, or no value for a parameter marked :req.',
  },
  'expansion-too-deep': {
    exit: 2,
    explanation:
      'Macros or includes are nested beyond the limit; nearly always one that calls itself without an end. The trail shows the way in.',
  },
  'expansion-too-large': {
    exit: 2,
    explanation:
      'Repetitions and macros make more text than any real source: a .rept whose count is wrong, or a macro that calls itself twice.',
  },
  'line-too-long': {
    exit: 2,
    explanation: 'A line is longer than a million characters. Is the file a source?',
  },
  'section-too-large': {
    exit: 2,
    explanation:
      'A section would be larger than 256 MiB, by a .org, .skip, .fill or .align whose operand is far too big.',
  },
  'bad-expression': {
    exit: 2,
    explanation:
      'An expression does not read, or combines symbols in a way that no object file can express: only a number, symbol + number, and symbol - symbol exist.',
  },
  'division-by-zero': {
    exit: 2,
    explanation: 'The right side of / or % is zero.',
  },
  'not-absolute': {
    exit: 2,
    explanation:
      'A number is needed here and now, and the expression depends on a symbol without a value yet, or on a distance that later text can change (an alignment lies between). .if, .rept and .inst need their operand at once, as in GNU as.',
  },
  'value-out-of-range': {
    exit: 2,
    explanation:
      'A value does not fit where it goes: a branch too far, an immediate too wide, an alignment beyond 2^31, a count below zero.',
  },
  'symbol-redefined': {
    exit: 2,
    explanation:
      'A label or an .equiv name has a value already. Numeric labels (1:) and .set names may be given again, others not.',
  },
  'symbol-loop': {
    exit: 2,
    explanation: 'A symbol is defined by an expression that needs the symbol itself.',
  },
  'undefined-local-label': {
    exit: 2,
    explanation:
      'A numeric label reference such as 1b or 1f has no label with that number in its direction.',
  },
  'bad-relocation': {
    exit: 2,
    explanation:
      'No AArch64 relocation can put this symbol into this place: a relocation operator that does not fit the instruction, a difference of symbols of other sections, or a symbol in an operand that takes only numbers.',
  },
  'org-backwards': {
    exit: 2,
    explanation:
      'An .org lies before the bytes that are there already. In vector tables this means that a slot overflows its 0x80 bytes.',
  },
  'bad-register-alias': {
    exit: 2,
    explanation:
      'The right side of .req is neither a register nor an alias of one, or the name is taken by a register.',
  },
  'alias-redefined': {
    exit: 2,
    explanation:
      'A .req names an alias that stands for another register already. GNU as keeps the first and warns; so does hcall. An .unreq between the two gives it the new one. Each alias is also one in capitals and in small letters.',
  },
  'bad-instruction': {
    exit: 2,
    explanation:
      'The encoder refuses the instruction: an unknown mnemonic, operands of the wrong kind or number, or an immediate that cannot be encoded.',
  },
  'user-error': {
    exit: 2,
    explanation:
      'The source itself asks for an error, by .error, .err or .abort: read its message and the condition around it.',
  },
  'user-warning': {
    exit: 2,
    explanation: 'The source itself asks for a warning, by .warning. Assembling goes on.',
  },
  'value-truncated': {
    exit: 2,
    explanation:
      'A datum is wider than its directive, or the symbol of a second .comm has another size already; only the low bits, or the first size, are kept, as GNU as does with the same warning.',
  },
  'unpredictable-instruction': {
    exit: 2,
    explanation:
      'The instruction names a register twice where the architecture leaves open what happens (CONSTRAINED UNPREDICTABLE): a base that is written back and loaded or stored, two loads into one register, the status of a store exclusive in a register that it stores or addresses with. GNU as warns of it, too. Processors may differ.',
  },
  'register-direction': {
    exit: 2,
    explanation:
      'An MSR writes a system register that can only be read, or an MRS reads one that can only be written. The word is what is written, and the instruction is UNDEFINED when it is executed. GNU as gives the same warning.',
  },
  'file-number-unknown': {
    exit: 2,
    explanation:
      'A .loc names a file by a number that no .file gave, or the numbers of .file directives have a gap, which the line table of DWARF cannot say.',
  },
  'line-ignored': {
    exit: 2,
    explanation:
      'A .loc stands in a section without code. The line table is about instructions alone, so that GNU as ignores it with the same warning.',
  },
  'debug-information-partial': {
    exit: 2,
    explanation:
      'The source has .loc directives and no .debug_info. GNU as would write a .debug_info of its own, which names itself and the folder that it ran in; hcall writes .debug_line alone. What runs is the same.',
  },
  'empty-source': {
    exit: 2,
    explanation:
      'A source is assembled, and there is no byte in any section. Nearly always a condition around all of it does not hold: a macro that the build defines is missing (-D NAME=VALUE, -include FILE), or one is defined that it does not have (-U NAME). The macros that aarch64-linux-gnu-gcc 12 predefines are there.',
  },
  'too-many-errors': {
    exit: 2,
    explanation: 'After a hundred errors in one source the rest is left out.',
  },
} as const satisfies Record<string, CodeEntry>;
