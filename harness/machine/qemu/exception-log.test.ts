import { expect, test } from '@jest/globals';
import { appendFileSync, closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggedEvent } from './exception-log.ts';
import { ExceptionLog } from './exception-log.ts';

/** As QEMU 7.2 writes them with -d int. */
const hvc = `Taking exception 11 [Hypervisor Call] on CPU 0
...from EL1 to EL2
...with ESR 0x16/0x5a000005
...with ELR 0x150000004
...to EL2 PC 0x140000400 PSTATE 0x3c9
`;
const irqOfAarch32 = `Taking exception 14 [Virtual IRQ] on CPU 0
...from EL0 to EL1
`;

test.each<[string, string, readonly LoggedEvent[]]>([
  ['an exception', hvc, [{ kind: 'taken', level: 2, vector: 0x1_4000_0400n }]],
  ['one that AArch32 takes', irqOfAarch32, [{ kind: 'taken-to-aarch32' }]],
  [
    'a return',
    'Exception return from AArch64 EL2 to AArch64 EL1 PC 0x150000004\n',
    [{ kind: 'return', from: 2, narrow: false, pc: 0x1_5000_0004n }],
  ],
  [
    'a return to AArch32',
    'Exception return from AArch64 EL2 to AArch32 EL0 PC 0x40400004\n',
    [{ kind: 'return', from: 2, narrow: true, pc: 0x4040_0004n }],
  ],
  ['an illegal return', 'Illegal exception return at EL2: resuming execution at 0x8\n', []],
  [
    'several',
    irqOfAarch32 + hvc,
    [{ kind: 'taken-to-aarch32' }, { kind: 'taken', level: 2, vector: 0x1_4000_0400n }],
  ],
])('reads %s, once', (_, text, events) => {
  const folder = mkdtempSync(join(tmpdir(), 'hcall-log-'));
  const file = openSync(join(folder, 'log'), 'a+');
  const log = new ExceptionLog(file);
  appendFileSync(file, text);
  const taken = [log.take(), log.take()];
  closeSync(file);
  rmSync(folder, { recursive: true });
  expect(taken).toEqual([events, []]);
});
