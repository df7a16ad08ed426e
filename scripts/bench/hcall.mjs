import { createMachine } from '../../dist/machine/unicorn/unicorn-machine.js';

const vectors = 0x4000_0000n;
const caller = 0x4001_0000n;

const words = (...values) => new Uint8Array(Uint32Array.from(values).buffer);

/** The machine's `run`, as every test uses it, with the code that the peers in C and Python run. */
export async function createRoundTrips() {
  const machine = createMachine();
  machine.map([
    { name: 'vectors', address: vectors, size: 0x1000 },
    { name: 'caller', address: caller, size: 0x1000 },
  ]);
  machine.write({
    address: vectors + 0x400n,
    // mrs x18, esr_el2; lsr x17, x18, #26; and x18, x18, #0x1ffffff; mrs x0, vbar_el2; eret
    bytes: words(0xd53c5212, 0xd35afe51, 0x92406252, 0xd53cc000, 0xd69f03e0),
    execute: true,
  });
  // hvc #1; nop
  machine.write({ address: caller, bytes: words(0xd4000022, 0xd503201f), execute: true });
  const state = machine.resetState();
  state.set('pc', caller);
  state.set('pstate', 0x3c5n);
  state.set('vbar_el2', vectors);
  const probe = {
    state,
    start: 'code',
    budget: 10_000,
    stops: new Map([[caller + 4n, 'returned']]),
    watch: 'nothing',
  };
  const stepped = { ...probe, watch: 'steps' };
  const out = machine.newObservation();
  const run = (what) => {
    machine.run(what, out);
    if (out.outcome !== 'returned' || out.after.words[0] !== vectors) {
      throw new Error(`the round trip ends with '${out.outcome}'`);
    }
  };
  run(stepped);
  return {
    roundTrip: () => run(probe),
    traced: { once: () => run(stepped), instructions: out.instructions },
    close: () => machine.close(),
  };
}
