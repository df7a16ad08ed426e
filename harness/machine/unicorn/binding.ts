import koffi from 'koffi';
import { keepHeapSmall } from './allocator.ts';
import { loadLibrary } from './library.ts';

/** From unicorn.h and arm64.h; the same in 2.0.1 and 2.1.x. */
export const UC = {
  ARCH_ARM64: 2,
  MODE_ARM: 0,
  PROT_WRITE: 2,
  PROT_ALL: 7,
  HOOK_INTR: 1,
  HOOK_CODE: 1 << 2,
  HOOK_MEM_INVALID: 0x3f0,
  HOOK_MEM_READ: 1 << 10,
  HOOK_MEM_WRITE: 1 << 11,
  /** The `type` argument of a memory hook. */
  MEM_WRITE: 17,
  MEM_WRITE_UNMAPPED: 20,
  MEM_FETCH_UNMAPPED: 21,
  MEM_WRITE_PROT: 22,
  MEM_FETCH_PROT: 24,
  /** uc_ctl: write, one argument, CPU_MODEL. */
  CTL_CPU_MODEL: 0x44000007,
  /** uc_ctl: write, two arguments, TB_REMOVE_CACHE. */
  CTL_REMOVE_CACHE: 0x48000009,
  ARM64_REG_X29: 1,
  ARM64_REG_SP: 4,
  ARM64_REG_Q0: 104,
  ARM64_REG_X0: 199,
  ARM64_REG_PC: 260,
  ARM64_REG_PSTATE: 265,
  ARM64_REG_ELR_EL1: 267,
  ARM64_REG_ELR_EL3: 269,
  ARM64_REG_SP_EL0: 270,
  ARM64_REG_CP_REG: 290,
  ARM64_REG_FPCR: 291,
  ARM64_REG_FPSR: 292,
} as const;

/** Interrupt numbers of HOOK_INTR (QEMU, target/arm/cpu.h). */
export const intno = { none: 0, undefined: 1, prefetchAbort: 3, dataAbort: 4 } as const;

type Address = number | bigint;
/** Returns a uc_err: 0 is success. */
type Status = number;

/**
 * libunicorn's C functions under their own names. Pointers and addresses are integers: a number is passed faster than
 * a bigint or an object.
 */
export interface Unicorn {
  readonly version: string;
  readonly path: string;
  /** The native address of uc_emu_stop, for a hook that stops without running JavaScript. */
  readonly emu_stop_pointer: number;
  open(arch: number, mode: number, out: number): Status;
  /** uc_ctl_set_cpu_model: only right after `open`. */
  set_cpu_model(uc: number, model: number): Status;
  close(uc: number): Status;
  emu_start(uc: number, begin: Address, until: Address, timeout: number, count: number): Status;
  emu_stop(uc: number): Status;
  mem_map_ptr(uc: number, address: Address, size: number, perms: number, pointer: number): Status;
  mem_unmap(uc: number, address: Address, size: number): Status;
  reg_read(uc: number, id: number, value: number): Status;
  reg_read_batch(uc: number, ids: number, values: number, count: number): Status;
  reg_write_batch(uc: number, ids: number, values: number, count: number): Status;
  context_alloc(uc: number, out: number): Status;
  context_save(uc: number, context: number): Status;
  context_restore(uc: number, context: number): Status;
  context_free(context: number): Status;
  hook_add(
    uc: number,
    out: number,
    type: number,
    callback: number,
    user: number,
    begin: Address,
    end: Address,
  ): Status;
  hook_del(uc: number, hook: number): Status;
  /** uc_ctl_remove_cache: forgets the code translated from [begin, end). */
  remove_cache(uc: number, begin: Address, end: Address): Status;
}

const pointer = 'uint64_t';

/** What C calls back. The parameters are numbers below 2^53, else bigints. */
export interface Callbacks {
  interrupt(uc: Address, intno: number, user: Address): void;
  code(uc: Address, address: Address, size: number, user: Address): void;
  memory(
    uc: Address,
    type: number,
    address: Address,
    size: number,
    value: Address,
    user: Address,
  ): void;
  invalidMemory(
    uc: Address,
    type: number,
    address: Address,
    size: number,
    value: Address,
    user: Address,
  ): boolean;
}

export type CallbackKind = keyof Callbacks;

// Anonymous prototypes: named ones collide when the module is evaluated twice in a process.
const callbackTypes = {
  interrupt: koffi.proto('void', [pointer, 'uint32_t', pointer]),
  code: koffi.proto('void', [pointer, 'uint64_t', 'uint32_t', pointer]),
  memory: koffi.proto('void', [pointer, 'int', 'uint64_t', 'int', 'int64_t', pointer]),
  invalidMemory: koffi.proto('bool', [pointer, 'int', 'uint64_t', 'int', 'int64_t', pointer]),
} as const;

/** A callback that C can call; it must outlive the engine and must not throw. */
export function register<Kind extends CallbackKind>(kind: Kind, callback: Callbacks[Kind]): bigint {
  return koffi.register(callback, koffi.pointer(callbackTypes[kind]));
}

export function unregister(callback: bigint): void {
  koffi.unregister(callback);
}

let loaded: Unicorn | undefined;

/** libunicorn, loaded at the first call. Throws an HcallError 'engine-missing' or 'engine-version'. */
export function unicorn(): Unicorn {
  loaded ??= bind();
  return loaded;
}

function bind(): Unicorn {
  const { handle, path, version } = loadLibrary();
  keepHeapSmall();
  const integer = 'int';
  const control = handle.func('uc_ctl', integer, [pointer, 'uint32_t', '...']);
  return {
    version,
    path,
    emu_stop_pointer: Number(koffi.address(handle.symbol('uc_emu_stop', 'void *'))),
    open: handle.func('uc_open', integer, [integer, integer, pointer]),
    set_cpu_model: (uc, model) => control(uc, UC.CTL_CPU_MODEL, integer, model) as Status,
    close: handle.func('uc_close', integer, [pointer]),
    emu_start: handle.func('uc_emu_start', integer, [
      pointer,
      'uint64_t',
      'uint64_t',
      'uint64_t',
      'size_t',
    ]),
    emu_stop: handle.func('uc_emu_stop', integer, [pointer]),
    mem_map_ptr: handle.func('uc_mem_map_ptr', integer, [
      pointer,
      'uint64_t',
      'size_t',
      'uint32_t',
      pointer,
    ]),
    mem_unmap: handle.func('uc_mem_unmap', integer, [pointer, 'uint64_t', 'size_t']),
    reg_read: handle.func('uc_reg_read', integer, [pointer, integer, pointer]),
    reg_read_batch: handle.func('uc_reg_read_batch', integer, [pointer, pointer, pointer, integer]),
    reg_write_batch: handle.func('uc_reg_write_batch', integer, [
      pointer,
      pointer,
      pointer,
      integer,
    ]),
    context_alloc: handle.func('uc_context_alloc', integer, [pointer, pointer]),
    context_save: handle.func('uc_context_save', integer, [pointer, pointer]),
    context_restore: handle.func('uc_context_restore', integer, [pointer, pointer]),
    context_free: handle.func('uc_context_free', integer, [pointer]),
    hook_add: handle.func('uc_hook_add', integer, [
      pointer,
      pointer,
      integer,
      pointer,
      pointer,
      'uint64_t',
      'uint64_t',
      '...',
    ]),
    hook_del: handle.func('uc_hook_del', integer, [pointer, pointer]),
    remove_cache: (uc, begin, end) =>
      control(uc, UC.CTL_REMOVE_CACHE, 'uint64_t', begin, 'uint64_t', end) as Status,
  };
}
