import type { ProcessorModel } from '../architecture/processor-model.ts';
import type { RegisterInfo, RegisterName } from '../architecture/registers.ts';
import { registers } from '../architecture/registers.ts';
import { doesAct, systemRegisterRow } from '../architecture/system-register-rows.ts';
import type { MemoryChange } from '../calls/repeated-call.ts';
import { sentinel } from '../calls/sentinel.ts';
import { isPointerAt } from '../calls/placed-region.ts';
import { inertBits } from '../calls/start-state.ts';
import type { Flow } from '../flow/flow.ts';
import type { Source } from '../flow/source.ts';
import type { Call } from './call.ts';
import { variantOf } from './undeclared.ts';
import type { Variant } from './variant.ts';
import { narrow, usedStack } from './variants.ts';

/** Registers that a call may be made with any value in. */
const freeOn = (processor: ProcessorModel): readonly RegisterInfo[] =>
  registers.filter(
    ({ kind, name }) =>
      kind === 'general' || kind === 'vector' || inertBits(name, processor) !== undefined,
  );

/** By processor, seed and width of the general registers: they are the same for thousands of calls. */
const known = new Map<string, readonly (readonly [RegisterName, bigint])[]>();

/** Another value of each register that a call may be made with any value in. */
export function otherRegisters(
  call: Pick<Call, 'seed' | 'generalRegisterBits' | 'state'>,
): readonly (readonly [RegisterName, bigint])[] {
  const key = `${call.state.processor.name} ${call.seed} ${call.generalRegisterBits}`;
  const before = known.get(key);
  if (before !== undefined) {
    return before;
  }
  const values = freeOn(call.state.processor).map(({ name, kind }): [RegisterName, bigint] => {
    const low = sentinel(name, call.seed, 1);
    return kind === 'vector'
      ? [name, BigInt.asUintN(128, (~low << 64n) | low)]
      : [name, narrow(call, name, low)];
  });
  known.set(key, values);
  return values;
}

/** Whether what a register holds changes how the call's instructions run, as the control registers are. */
function acts(call: Call, register: RegisterName): boolean {
  const row = systemRegisterRow(register, call.state.processor);
  return row?.actsWhile !== undefined && doesAct(row, call.state);
}

/** Other values of everything that a trial can change, declared or not, but for cells that point to regions. */
export function proposals(call: Call, { sources, base }: Flow): Map<Source, bigint> {
  const values = new Map<Source, bigint>();
  for (const [register, value] of otherRegisters(call)) {
    if (!acts(call, register)) {
      values.set(sources.register(register), value);
    }
  }
  values.set(sources.flags, base(sources.flags, 4) ^ 0xfn);
  for (const source of sources.all()) {
    if (source.kind === 'clobbered') {
      values.set(source, sentinel(source.register, call.seed, 1));
    } else if (source.kind === 'memory' && !isPointerAt(call.regions, source.address)) {
      // Every byte differs, and neighbours by different amounts.
      values.set(source, base(source, 8) ^ (0x5an + (source.address % 97n)));
    }
  }
  return values;
}

/**
 * The trial with these values. Dead stack that the call does not read before it writes differs as well. A routine never
 * sees again what its HVC may clobber, not even where it goes another way with another value.
 */
export function secondVariant(
  call: Call,
  { sources, base }: Flow,
  changed: ReadonlyMap<Source, bigint>,
): Variant {
  const scrambled = new Map(
    sources
      .all()
      .flatMap((source): [RegisterName, bigint][] =>
        source.kind === 'clobbered' ? [[source.register, base(source, 64)]] : [],
      ),
  );
  const changes = new Map<RegisterName, bigint>();
  // Bytes of it that the call reads, and that its way pins to what they are, stay as they are.
  const read = sources
    .all()
    .flatMap((source): MemoryChange[] =>
      source.kind === 'memory'
        ? [{ address: source.address, bytes: Uint8Array.of(Number(base(source, 8))) }]
        : [],
    );
  const memory = [usedStack(call), ...read];
  for (const [source, value] of changed) {
    const variant = variantOf(source, value, call);
    variant?.changes?.forEach((other, register) => changes.set(register, other));
    variant?.scrambled?.forEach((other, register) => scrambled.set(register, other));
    memory.push(...(variant?.memory ?? []));
  }
  return { changes, memory, scrambled };
}
