import { join } from 'node:path';
import { AbiLibrary } from '../../dist/abi/library.js';
import { SourceText } from '../../dist/abi/document/source.js';
import { parseFixture } from '../../dist/fixture/load.js';
import { Check } from '../../dist/judge/check.js';
import { noVariant, requestOf } from '../../dist/judge/variant.js';
import { callSiteOf } from '../../dist/run/call-action.js';
import { prepare } from '../../dist/run/execute.js';
import { planStep } from '../../dist/run/plan.js';
import { openTools } from '../../dist/run/tools.js';

const checkout = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');

const seed = 1;

/** The call that the round trips make, of the stub with the immediate ABI. */
const fixture = `
abi: immediate
vectors: stub
tests:
  - name: get vectors
    operation: HVC_GET_VECTORS
    expect: { x0: vbar_el2, x17: 0x16, x18: 1 }
`;

/**
 * A whole judged call, as each of a test's trials is: state set, call, state read, compared with the contract. `call`
 * judges once, `close` gives the machine back.
 */
export async function createJudgedCalls() {
  const abis = new AbiLibrary([join(checkout, 'asm')]);
  const [test] = parseFixture(new SourceText('bench.yaml', fixture), { abis }).fixture.tests;
  const { builder, execute } = await openTools({ seed, includes: [], defines: [] });
  const session = builder.session(test);
  const [step] = test.steps;
  const site = callSiteOf(session, step);
  const plan = planStep({ session, test, step, site, before: undefined, seed });
  const runner = prepare(session, plan, execute);
  const check = new Check(plan.call);
  const state = plan.call.state.clone();
  return {
    call: () => {
      const trial = runner.run(requestOf(plan.call, noVariant, 'nothing', state));
      const findings = check.findings(trial);
      if (findings.length > 0) {
        throw new Error(`the judged call fails: ${findings[0].message}`);
      }
    },
    close: () => builder.close(),
  };
}
