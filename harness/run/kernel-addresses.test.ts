import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { loadAbi } from '../abi/load.ts';
import { createAssembler } from '../assembler/assemble.ts';
import { bundledAbiFolder } from '../installation.ts';
import { linkedFile } from '../testing/image/linked-file.ts';
import { TemporaryTests } from '../testing/run/temporary-tests.ts';
import { Objects } from './objects.ts';

let tests: TemporaryTests;
let objects: Objects;
beforeAll(async () => {
  tests = await TemporaryTests.open();
  objects = new Objects(await createAssembler({}), { includes: [], defines: [] });
});
afterAll(() => tests.close());

const exits = ['__guest_exit', '__fpsimd_guest_restore', '__hyp_panic'];

/** Both tables of the immediate ABI, its routines and its exits, as one image. `bits`: of what kern_hyp_va leaves. */
function writeImage(base: bigint, bits: number): string {
  const abi = loadAbi(join(bundledAbiFolder, 'immediate'));
  const sources = ['hyp-stub.S', 'hyp-entry.S', 'hyp.S'].map((name) =>
    objects.object(join(abi.directory, name), {
      ...abi,
      defines: [`VA_BITS=${bits}`],
    }),
  );
  const ends = exits.map((name) => `.globl ${name}\n${name}: brk #0\n`);
  const name = `vmlinux-${base.toString(16)}`;
  tests.write(name, linkedFile([...sources, objects.text(`.text\n${ends.join('')}`)], base));
  return tests.path(name);
}

const fixture = `abi: immediate
tests:
  - { name: read, vectors: stub, routine: __hyp_get_vectors, expect: { x0: vbar_el2, x17: 0x16, x18: 1, esr_el2: 0x5a00_0001 } }
  - { name: label, vectors: stub, raise: { slot: lower-a32/sync, esr: 0 }, expect: { outcome: spun, at: 'hyp-stub.S:el1_sync_invalid' } }
  - name: call
    vectors: kvm
    stubs: { hyp_function: { returns: 0x1234 } }
    given: { x0: link(hyp_function) }
    routine: kvm_call_hyp
    expect: { x0: 0x1234, esr_el2: 0x5a00_0000 }
  - name: leave
    vectors: kvm
    origin: guest
    raise: { slot: lower-a64/irq }
    expect: { outcome: guest-exit, at: __guest_exit, x0: any, x1: any, sp_el2: sp_el2 - 32, memory: [{ address: sp_el2 - 32, values: [x2, x3, x0, x1] }] }
`;

describe('an image is called', () => {
  test.each([
    [0x8000_0000n, 39],
    [0xffff_ff80_0808_0000n, 39],
    [0xffff_ffc0_0008_0000n, 39],
    [0xffff_ffc0_0800_0000n, 39],
    [0xffff_ffc0_1008_0000n, 39],
    [0xffff_ffc0_8000_0000n, 39],
    [0xffff_0000_0808_0000n, 48],
    [0xffff_0000_1008_0000n, 48],
    [0xffff_8000_0800_0000n, 48],
    [0xffff_8000_1000_0000n, 48],
    [0xffff_8000_8000_0000n, 48],
  ])('at %i with %i bits of addresses', (base, bits) => {
    const results = tests.run(fixture, { files: [writeImage(base, bits)] });
    expect(results.map(({ name, verdict }) => [name, verdict])).toEqual(
      ['read', 'label', 'call', 'leave'].map((name) => [name, 'pass']),
    );
  });
});
