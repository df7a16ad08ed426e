import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import {
  closeSync,
  constants,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DebugPort } from './debug-port.ts';
import { ExceptionLog } from './exception-log.ts';

/** The first byte of RAM of the board `virt`, and how much of it there is. */
const ramBase = 0x4000_0000;
const ramSize = 0x1_8000_0000;
/** Bytes at its start that the board writes at each reset: the device tree. */
const deviceTreeSize = 0x10_0000;

/** Bytes that one packet writes. */
const packetBytes = 1024;

const pageBytes = 0x1000;
const zeros = new Uint8Array(pageBytes);

/** Where the board has RAM and no machine maps any: for the code that loads registers. */
export const ownAddress = ramBase + ramSize - 0x1_0000;

/**
 * The emulator ends when its standard input does: that is, when the process that started it ends, in whatever way. The shell's
 * descriptors 3 and 4 are its debug port, 5 is RAM.
 */
const watchdog = '"$@" <&3 >&4 3<&- 4>&- & exec 3<&- 4>&- 5>&-; read -r line; kill -9 $!; wait';

/** Where RAM is: in memory, if the system has such a file system. */
function sharedFolder(): string {
  const shared = '/dev/shm';
  return statSync(shared, { throwIfNoEntry: false })?.isDirectory() === true ? shared : tmpdir();
}

/** Whether a machine can have all of these bytes as RAM. */
export function hasRam(address: number, size: number): boolean {
  return address >= ramBase && address + size <= ownAddress;
}

/** Windows of the board's PCIe controller above RAM (QEMU, hw/arm/virt.c, 7.2): configuration, and memory. */
const windows = [
  { first: 0x40_1000_0000n, size: 0x1000_0000n },
  { first: 0x80_0000_0000n, size: 0x80_0000_0000n },
];

/** Whether something answers at a physical address, RAM, flash or a device, so that no access is an external abort. */
export function answers(address: bigint): boolean {
  return (
    address < BigInt(ramBase + ramSize) ||
    windows.some(({ first, size }) => address >= first && address < first + size)
  );
}

/** What a process and the emulator share. Files have no names any more. */
interface Shared {
  readonly ram: number;
  readonly log: number;
  /** This side of the debug port, and the emulator's. */
  readonly own: { readonly from: number; readonly to: number };
  readonly its: { readonly from: number; readonly to: number };
}

function openShared(): Shared {
  const folder = mkdtempSync(join(sharedFolder(), 'hcall-emulator-'));
  try {
    const at = (name: string): string => join(folder, name);
    execFileSync('mkfifo', [at('requests'), at('answers')]);
    // A reader that does not block need not wait for its writer, and a writer finds it there.
    const reader = constants.O_RDONLY | constants.O_NONBLOCK;
    const requests = openSync(at('requests'), reader);
    const answers = openSync(at('answers'), reader);
    return {
      ram: openSync(at('ram'), 'w+'),
      log: openSync(at('log'), 'a+'),
      own: { from: answers, to: openSync(at('requests'), 'w') },
      its: { from: requests, to: openSync(at('answers'), 'w') },
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function options(): string[] {
  const file = `memory-backend-file,id=ram,size=${ramSize},share=on,mem-path=/dev/fd/5`;
  const board = '-machine virt,virtualization=on,secure=on,memory-backend=ram -cpu cortex-a72';
  const rest = '-nodefaults -net none -display none -serial none -monitor none';
  return [board, `-object ${file} -m ${ramSize / 2 ** 20}M`, rest, '-S -gdb stdio -d int'].flatMap(
    (part) => part.split(' '),
  );
}

/**
 * A full-system emulator, QEMU's board `virt` with EL2 and EL3, whose processor stands still between any two calls. RAM is a file
 * that both sides see; the rest goes through the debug port. It ends with this process.
 */
export class Emulator {
  readonly port: DebugPort;
  readonly log: ExceptionLog;
  /** Registers of the debug port by the emulator's name. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly #shared: Shared;
  readonly #watchdog: ChildProcess;
  /** What pages of RAM hold, as far as they were written or read; the others hold zeros. */
  readonly #pages = new Map<number, Uint8Array>();
  readonly #breakpoints = new Set<bigint>();
  #buffer = Buffer.alloc(0);

  /** `program`: the emulator's file. Throws an HcallError 'emulator-silent'. */
  constructor(program: string) {
    const shared = openShared();
    this.#shared = shared;
    ftruncateSync(shared.ram, ramSize);
    // A group of its own: an interrupt from the terminal goes to the parent alone.
    this.#watchdog = spawn('sh', ['-c', watchdog, 'sh', program, ...options()], {
      detached: true,
      stdio: ['pipe', 'ignore', shared.log, shared.its.from, shared.its.to, shared.ram],
    });
    this.#watchdog.on('error', () => {});
    this.#watchdog.unref();
    (this.#watchdog.stdin as unknown as { unref: () => void }).unref();
    closeSync(shared.its.from);
    closeSync(shared.its.to);
    this.log = new ExceptionLog(shared.log);
    this.port = new DebugPort(shared.own.from, shared.own.to, () => this.log.text());
    this.port.ask('qSupported:xmlRegisters=aarch64');
    // Reading the target's description makes its system registers known.
    this.#feature('target.xml');
    // A step takes a pending virtual interrupt, as running does.
    this.port.ask('Qqemu.sstep=1');
    this.numbers = registerNumbers(this.#feature('system-registers.xml'));
  }

  #feature(name: string): string {
    let text = '';
    for (;;) {
      const part = this.port.ask(`qXfer:features:read:${name}:${text.length.toString(16)},ff0`);
      text += part.slice(1);
      if (part[0] !== 'm') {
        return text;
      }
    }
  }

  /** Everything but RAM as after power-on, at EL3. */
  reset(): void {
    this.port.ask(`qRcmd,${Buffer.from('system_reset').toString('hex')}`);
    for (let page = ramBase; page < ramBase + deviceTreeSize; page += pageBytes) {
      this.#pages.delete(page);
    }
    this.log.clear();
  }

  /** Makes whole pages of RAM hold these bytes. The processor must be at EL3, as after a reset. */
  show(address: number, bytes: Uint8Array): void {
    for (let offset = 0; offset < bytes.length; offset += pageBytes) {
      const page = address + offset;
      const wanted = bytes.subarray(offset, offset + pageBytes);
      if (Buffer.compare(wanted, this.#page(page)) !== 0) {
        this.#write(page, wanted);
        this.#pages.set(page, wanted.slice());
      }
    }
  }

  /** The pages that code wrote since they were shown, of `size` bytes from `address` on, with what they hold now. */
  *written(address: number, size: number): Generator<readonly [page: number, bytes: Uint8Array]> {
    if (this.#buffer.length < size) {
      this.#buffer = Buffer.alloc(size);
    }
    readSync(this.#shared.ram, this.#buffer, 0, size, address - ramBase);
    for (let offset = 0; offset < size; offset += pageBytes) {
      const page = this.#buffer.subarray(offset, offset + pageBytes);
      if (!page.equals(this.#page(address + offset))) {
        const bytes = Uint8Array.from(page);
        this.#pages.set(address + offset, bytes);
        yield [address + offset, bytes];
      }
    }
  }

  /** Breakpoints at these addresses alone. */
  setBreakpoints(wanted: ReadonlySet<bigint>): void {
    const gone = [...this.#breakpoints].filter((address) => !wanted.has(address));
    this.port.askAll(gone.map((address) => `z0,${address.toString(16)},4`));
    gone.forEach((address) => this.#breakpoints.delete(address));
    this.addBreakpoints(wanted);
  }

  /** Breakpoints at these addresses, too. */
  addBreakpoints(wanted: ReadonlySet<bigint>): void {
    const more = [...wanted].filter((address) => !this.#breakpoints.has(address));
    this.port.askAll(more.map((address) => `Z0,${address.toString(16)},4`));
    more.forEach((address) => this.#breakpoints.add(address));
  }

  /** Ends it. */
  close(): void {
    this.port.kill();
    this.#watchdog.stdin?.destroy();
    const { ram, log, own } = this.#shared;
    [ram, log, own.from, own.to].forEach((file) => closeSync(file));
  }

  #page(page: number): Uint8Array {
    const known = this.#pages.get(page);
    if (known !== undefined || page >= ramBase + deviceTreeSize) {
      return known ?? zeros;
    }
    const bytes = new Uint8Array(pageBytes);
    readSync(this.#shared.ram, bytes, 0, pageBytes, page - ramBase);
    return bytes;
  }

  /** Through the debug port: what was translated of the page is forgotten. */
  #write(page: number, bytes: Uint8Array): void {
    const requests: string[] = [];
    for (let offset = 0; offset < bytes.length; offset += packetBytes) {
      const part = Buffer.from(bytes.subarray(offset, offset + packetBytes));
      const at = (page + offset).toString(16);
      requests.push(`M${at},${part.length.toString(16)}:${part.toString('hex')}`);
    }
    this.port.askAll(requests);
  }
}

function registerNumbers(description: string): ReadonlyMap<string, number> {
  const rows = description.matchAll(/name="([^"]+)" bitsize="\d+" regnum="(\d+)"/g);
  return new Map([...rows].map(([, name = '', number]) => [name, Number(number)]));
}
