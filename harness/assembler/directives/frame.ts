import { lowerCase } from '../ascii-case.ts';
import type { Assembly } from '../assembly.ts';
import type { Cursor } from '../cursor.ts';
import { operation } from '../frame.ts';
import type { Frame } from '../frame.ts';
import { signedLeb, unsignedLeb } from '../leb128.ts';
import { isPointerEncoding } from '../unwind-table.ts';
import { SourceError } from '../source-error.ts';
import type { AssemblySymbol } from '../symbol.ts';
import type { Directive, DirectiveTable } from './directive.ts';

/** Bytes; offsets are stored as multiples of it (binutils 2.40, DWARF2_CIE_DATA_ALIGNMENT for AArch64). */
const dataAlignment = -8n;

const start: Directive = (assembly, cursor) => {
  const { frames, statement, subsection } = assembly;
  if (openFrame(assembly) !== undefined) {
    throw new SourceError('unmatched-directive', `'.cfi_startproc' within another one`, 0);
  }
  const isSimple = cursor.accept('simple');
  const here = assembly.place();
  const frame: Frame = {
    start: here,
    at: here,
    statement,
    subsection,
    steps: [],
    end: undefined,
    returnColumn: 30,
    isSignalFrame: false,
    usesKeyB: false,
    isTagged: false,
    offset: 0n,
    remembered: [],
    sections: assembly.useFrameSections(),
    personality: undefined,
    handlers: undefined,
  };
  frames.push(frame);
  // On entry the canonical frame address is the stack pointer, DWARF register 31.
  if (!isSimple) {
    defineAddress(frame, 31, 0n);
  }
};

function openFrame({ frames, subsection }: Assembly): Frame | undefined {
  const last = frames.findLast((frame) => frame.subsection === subsection);
  return last?.end === undefined ? last : undefined;
}

function current(assembly: Assembly): Frame {
  const frame = openFrame(assembly);
  if (frame === undefined) {
    throw new SourceError('unmatched-directive', `a .cfi directive without '.cfi_startproc'`, 0);
  }
  return frame;
}

function put(frame: Frame, bytes: readonly number[]): void {
  frame.steps.push({ kind: 'bytes', bytes, isCommon: true });
}

/** What no functions share (binutils 2.40, gas/dw2gencfi.c, initial_cie_insn). */
function putOwn(frame: Frame, bytes: readonly number[]): void {
  frame.steps.push({ kind: 'bytes', bytes, isCommon: false });
}

/** A directive that adds an instruction which applies from here on. */
function step(act: (frame: Frame, cursor: Cursor, assembly: Assembly) => void): Directive {
  return (assembly, cursor) => {
    const frame = current(assembly);
    const here = assembly.place();
    if (!isSamePlace(frame.at, here)) {
      frame.steps.push({ kind: 'advance', to: here });
      frame.at = here;
    }
    act(frame, cursor, assembly);
  };
}

function isSamePlace(a: AssemblySymbol, b: AssemblySymbol): boolean {
  const [from, to] = [a.definition, b.definition];
  return (
    from.kind === 'label' &&
    to.kind === 'label' &&
    from.fragment === to.fragment &&
    from.offset === to.offset
  );
}

const named: Readonly<Record<string, number>> = {
  sp: 31,
  wsp: 31,
  lr: 30,
  fp: 29,
  ip0: 16,
  ip1: 17,
};

/** A register's DWARF number (DWARF for the Arm 64-bit architecture, 4.1), by its name or as a number. */
function register(assembly: Assembly, cursor: Cursor): number {
  cursor.skipSpace();
  const position = cursor.position;
  const word = lowerCase(cursor.word() ?? '');
  const target = assembly.alias(word) ?? word;
  const general = /^[xw](\d|[12]\d|30)$/u.exec(target)?.[1];
  if (general !== undefined) {
    return Number(general);
  }
  const vector = /^[bhsdqv](\d|[12]\d|3[01])$/u.exec(target)?.[1];
  if (vector !== undefined) {
    return 64 + Number(vector);
  }
  const found = named[target];
  if (found !== undefined) {
    return found;
  }
  cursor.position = position;
  return Number(assembly.absolute(cursor, 'the register'));
}

function registerAndOffset(assembly: Assembly, cursor: Cursor): readonly [number, bigint] {
  const number = register(assembly, cursor);
  cursor.expect(',');
  return [number, assembly.absolute(cursor, 'the offset')];
}

/** An offset from the canonical frame address as it is stored. */
function factoredBy(offset: bigint): bigint {
  if (offset % dataAlignment !== 0n) {
    throw new SourceError(
      'value-out-of-range',
      `the offset ${offset} is no multiple of ${-dataAlignment}`,
    );
  }
  return offset / dataAlignment;
}

/** The instruction that says a register was the canonical frame address plus an offset, rather than saved there. */
function savedValue(number: number, offset: bigint): readonly number[] {
  const factored = factoredBy(offset);
  return factored < 0n
    ? [operation.valueOffsetSigned, ...unsignedLeb(BigInt(number)), ...signedLeb(factored)]
    : [operation.valueOffset, ...unsignedLeb(BigInt(number)), ...unsignedLeb(factored)];
}

/** The instruction that says a register is saved at an offset from the canonical frame address. */
function saved(number: number, offset: bigint): readonly number[] {
  const factored = factoredBy(offset);
  if (factored < 0n) {
    return [operation.offsetSigned, ...unsignedLeb(BigInt(number)), ...signedLeb(factored)];
  }
  if (number < 64) {
    return [operation.offset | number, ...unsignedLeb(factored)];
  }
  return [operation.offsetExtended, ...unsignedLeb(BigInt(number)), ...unsignedLeb(factored)];
}

function defineOffset(frame: Frame, offset: bigint): void {
  frame.offset = offset;
  put(
    frame,
    offset < 0n
      ? [operation.defineAddressOffsetSigned, ...signedLeb(offset / dataAlignment)]
      : [operation.defineAddressOffset, ...unsignedLeb(offset)],
  );
}

function defineAddress(frame: Frame, number: number, offset: bigint): void {
  const register = unsignedLeb(BigInt(number));
  frame.offset = offset;
  put(
    frame,
    offset < 0n
      ? [operation.defineAddressSigned, ...register, ...signedLeb(offset / dataAlignment)]
      : [operation.defineAddress, ...register, ...unsignedLeb(offset)],
  );
}

/** A directive whose instruction has one register as its operand. */
function oneRegister(code: number): Directive {
  return step((frame, cursor, assembly) => {
    put(frame, [code, ...unsignedLeb(BigInt(register(assembly, cursor)))]);
  });
}

/** A directive that has an instruction for each of its operands, which are registers. */
function eachRegister(instruction: (number: number) => readonly number[]): Directive {
  return step((frame, cursor, assembly) => {
    do {
      put(frame, instruction(register(assembly, cursor)));
    } while (cursor.accept(','));
  });
}

function restored(number: number): readonly number[] {
  return number < 64
    ? [operation.restore | number]
    : [operation.restoreExtended, ...unsignedLeb(BigInt(number))];
}

const end: Directive = (assembly) => {
  const frame = current(assembly);
  frame.end = assembly.place();
};

/** `.cfi_sections .eh_frame, .debug_frame` */
const sections: Directive = (assembly, cursor) => {
  const names: string[] = [];
  if (!cursor.atEnd) {
    do {
      cursor.skipSpace();
      const start = cursor.position;
      const name = cursor.name('a section');
      if (!/^\.(?:eh_frame(?!_)|debug_frame)/u.test(name)) {
        throw new SourceError(
          'syntax-error',
          `expected '.eh_frame' or '.debug_frame', found '${name}'`,
          start,
        );
      }
      names.push(name);
    } while (cursor.accept(','));
  }
  const unwind = names.some((name) => name.startsWith('.eh_frame'));
  const debug = names.some((name) => name.startsWith('.debug_frame'));
  if (unwind && !assembly.frameSections.unwind && assembly.frames.length > 0) {
    throw new SourceError(
      'syntax-error',
      `'.cfi_sections' cannot add '.eh_frame' behind '.cfi_startproc'`,
      0,
    );
  }
  assembly.frameSections = { unwind, debug };
};

/** DW_EH_PE_omit */
const omitted = 0xff;

/** `.cfi_personality encoding, symbol`, `.cfi_lsda encoding, symbol` */
function pointer(name: 'personality' | 'handlers'): Directive {
  return (assembly, cursor) => {
    const frame = current(assembly);
    cursor.skipSpace();
    const start = cursor.position;
    const encoding = Number(assembly.absolute(cursor, 'the encoding'));
    if (encoding === omitted) {
      frame[name] = undefined;
      return;
    }
    if (!isPointerEncoding(encoding)) {
      throw new SourceError(
        'value-out-of-range',
        `the encoding 0x${encoding.toString(16)} of an address is not one of AArch64`,
        start,
      );
    }
    cursor.expect(',');
    frame[name] = { encoding, expression: assembly.expression(cursor) };
  };
}

/** What no compiler for AArch64 writes. */
const refused: Directive = (_assembly, cursor) => {
  throw new SourceError(
    'unknown-directive',
    `this kind of call frame information is not supported: ${cursor.text}`,
    0,
  );
};

export const frameDirectives: DirectiveTable = {
  cfi_startproc: start,
  cfi_endproc: end,
  cfi_sections: sections,
  cfi_def_cfa: step((frame, cursor, assembly) => {
    defineAddress(frame, ...registerAndOffset(assembly, cursor));
  }),
  cfi_def_cfa_register: oneRegister(operation.defineAddressRegister),
  cfi_def_cfa_offset: step((frame, cursor, assembly) => {
    defineOffset(frame, assembly.absolute(cursor, 'the offset'));
  }),
  cfi_adjust_cfa_offset: step((frame, cursor, assembly) => {
    defineOffset(frame, frame.offset + assembly.absolute(cursor, 'the offset'));
  }),
  cfi_offset: step((frame, cursor, assembly) => {
    put(frame, saved(...registerAndOffset(assembly, cursor)));
  }),
  cfi_rel_offset: step((frame, cursor, assembly) => {
    const [number, offset] = registerAndOffset(assembly, cursor);
    put(frame, saved(number, offset - frame.offset));
  }),
  cfi_val_offset: step((frame, cursor, assembly) => {
    put(frame, savedValue(...registerAndOffset(assembly, cursor)));
  }),
  cfi_register: step((frame, cursor, assembly) => {
    const from = register(assembly, cursor);
    cursor.expect(',');
    const to = register(assembly, cursor);
    put(frame, [operation.register, ...unsignedLeb(BigInt(from)), ...unsignedLeb(BigInt(to))]);
  }),
  cfi_restore: eachRegister(restored),
  cfi_undefined: eachRegister((number) => [operation.undefined, ...unsignedLeb(BigInt(number))]),
  cfi_same_value: oneRegister(operation.sameValue),
  cfi_remember_state: step((frame) => {
    frame.remembered.push(frame.offset);
    putOwn(frame, [operation.rememberState]);
  }),
  cfi_restore_state: step((frame) => {
    const remembered = frame.remembered.pop();
    if (remembered === undefined) {
      throw new SourceError(
        'unmatched-directive',
        `'.cfi_restore_state' without a '.cfi_remember_state' before`,
        0,
      );
    }
    frame.offset = remembered;
    putOwn(frame, [operation.restoreState]);
  }),
  cfi_window_save: step((frame) => putOwn(frame, [operation.negateReturnAddressState])),
  cfi_negate_ra_state: step((frame) => putOwn(frame, [operation.negateReturnAddressState])),
  cfi_escape: step((frame, cursor, assembly) => {
    const bytes: number[] = [];
    do {
      bytes.push(Number(assembly.absolute(cursor, 'the byte') & 0xffn));
    } while (cursor.accept(','));
    putOwn(frame, bytes);
  }),
  cfi_return_column: step((frame, cursor, assembly) => {
    frame.returnColumn = register(assembly, cursor);
  }),
  cfi_signal_frame: step((frame) => {
    frame.isSignalFrame = true;
  }),
  cfi_b_key_frame: (assembly) => {
    current(assembly).usesKeyB = true;
  },
  cfi_mte_tagged_frame: (assembly) => {
    current(assembly).isTagged = true;
  },
  cfi_personality: pointer('personality'),
  cfi_lsda: pointer('handlers'),
  cfi_label: step((frame, cursor, { symbols, statement }) => {
    const symbol = symbols.reference(cursor.symbolName());
    frame.steps.push({ kind: 'label', symbol, statement });
  }),
  cfi_inline_lsda: refused,
  cfi_val_encoded_addr: refused,
};
