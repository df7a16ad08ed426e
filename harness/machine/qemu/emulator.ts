import { execFileSync, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problem } from '../../diagnostics/diagnostic.ts';
import { DebugPort } from './debug-port.ts';

const program = 'qemu-system-aarch64';

/** The first byte of RAM of the board `virt`, and how much of it there is: all that a machine maps lies within. */
const ramBase = 0x4000_0000;
const ramSize = 0x1_8000_0000;

/** Milliseconds for the emulator to start, and for a request that runs no code. */
const startLimit = 20_000;
const requestLimit = 5000;
/** Bytes that one packet writes. */
const packetBytes = 1024;

/** What `hcall doctor` says of it; undefined where it is not installed. */
export function emulatorVersion(): string | undefined {
  const { stdout, status } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return status === 0 ? /version (\S+)/.exec(stdout)?.[1] : undefined;
}

/** RAM in a file: in memory, where the system has such a file system. */
function ramFolder(): string {
  const shared = '/dev/shm';
  return statSync(shared, { throwIfNoEntry: false })?.isDirectory() === true ? shared : tmpdir();
}

/**
 * A full-system emulator, with its processor stopped between any two calls: RAM is a file that both sides see, and the rest
 * goes through the debug port. QEMU's board `virt` with EL2, without EL3 and interrupt sources.
 */
export class Emulator {
  readonly port: DebugPort;
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #ramPath: string;
  readonly #ram: number;
  /** Registers of the debug port by the emulator's name. */
  readonly numbers: ReadonlyMap<string, number>;
  /** What pages of RAM hold, as far as they were written or read. */
  readonly shown = new Map<number, Uint8Array>();
  /** Addresses with a breakpoint. */
  readonly breakpoints = new Set<bigint>();

  /** Throws an HcallError 'emulator-missing' or 'emulator-silent'. */
  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), 'hcall-emulator-'));
    this.#ramPath = join(mkdtempSync(join(ramFolder(), 'hcall-ram-')), 'ram');
    this.#ram = openSync(this.#ramPath, 'w+');
    ftruncateSync(this.#ram, ramSize);
    const pipes = join(this.#folder, 'port');
    execFileSync('mkfifo', [`${pipes}.in`, `${pipes}.out`]);
    this.#process = spawn(program, this.#options(pipes), { stdio: 'ignore' });
    this.#process.on('error', () => {});
    this.#process.unref();
    if (this.#process.pid === undefined) {
      throw problem('emulator-missing', `there is no ${program}`, {
        note: 'install it: sudo apt-get install qemu-system-arm',
      });
    }
    this.port = new DebugPort(pipes);
    this.port.ask('qSupported:xmlRegisters=aarch64', startLimit);
    // Reading the target's description makes its system registers known.
    this.#feature('target.xml');
    this.numbers = registerNumbers(this.#feature('system-registers.xml'));
  }

  #options(pipes: string): string[] {
    const size = String(ramSize);
    return [
      ...['-machine', 'virt,virtualization=on,memory-backend=ram', '-cpu', 'cortex-a72'],
      ...['-object', `memory-backend-file,id=ram,size=${size},share=on,mem-path=${this.#ramPath}`],
      ...['-m', `${ramSize / 2 ** 20}M`, '-nodefaults', '-net', 'none', '-display', 'none'],
      ...['-serial', 'none', '-monitor', 'none', '-S', '-gdb', `pipe:${pipes}`],
    ];
  }

  #feature(name: string): string {
    let text = '';
    for (;;) {
      const request = `qXfer:features:read:${name}:${text.length.toString(16)},ff0`;
      const part = this.port.ask(request, requestLimit);
      text += part.slice(1);
      if (part[0] !== 'm') {
        return text;
      }
    }
  }

  /** Everything but RAM as after power-on, at EL2. */
  reset(): void {
    this.port.ask(`qRcmd,${Buffer.from('system_reset').toString('hex')}`, requestLimit);
  }

  /** Whether RAM has all of these bytes. */
  hasRam(address: number, size: number): boolean {
    return address >= ramBase && address + size <= ramBase + ramSize;
  }

  read(address: number, into: Uint8Array): void {
    readSync(this.#ram, into, 0, into.length, address - ramBase);
  }

  /** Data; code that ran from there goes on as it was. */
  writeData(address: number, bytes: Uint8Array): void {
    writeSync(this.#ram, bytes, 0, bytes.length, address - ramBase);
  }

  /** Code: what was translated of it is forgotten. Physical addresses must be the current virtual ones. */
  writeCode(address: number, bytes: Uint8Array): void {
    const requests: string[] = [];
    for (let offset = 0; offset < bytes.length; offset += packetBytes) {
      const part = bytes.subarray(offset, offset + packetBytes);
      const at = (address + offset).toString(16);
      requests.push(`M${at},${part.length.toString(16)}:${Buffer.from(part).toString('hex')}`);
    }
    this.port.askAll(requests, requestLimit);
  }

  close(): void {
    this.#process.kill('SIGKILL');
    this.port.close();
    closeSync(this.#ram);
    rmSync(join(this.#ramPath, '..'), { recursive: true, force: true });
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function registerNumbers(description: string): ReadonlyMap<string, number> {
  const rows = description.matchAll(/name="([^"]+)" bitsize="\d+" regnum="(\d+)"/g);
  return new Map([...rows].map(([, name = '', number]) => [name, Number(number)]));
}
