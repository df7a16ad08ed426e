import type { RegisterName } from '../architecture/registers.ts';
import { registerInfo } from '../architecture/registers.ts';
import { systemRegisterRowOfAny } from '../architecture/system-register-rows.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { isDead } from '../calls/dead-stack.ts';
import type { Source } from '../flow/source.ts';
import type { Call } from './call.ts';
import { carriesNumber, numberVariant } from './number.ts';
import type { Variant } from './variant.ts';

/** PSTATE.NZCV. */
const flagsLow = 28n;
const flagsMask = 0xf000_0000n;

/** Whether a call must not depend on a source: nobody says what it holds. `declared` are registers of which somebody does. */
export function isUndeclared(
  source: Source,
  declared: ReadonlySet<RegisterName>,
  { before }: Pick<CallRecord, 'before'>,
): boolean {
  switch (source.kind) {
    case 'register':
      return isNobodys(source.register) && !declared.has(source.register);
    case 'flags':
      return !declared.has('pstate');
    case 'memory':
      return isDead({ address: source.address, size: 1 }, before);
    case 'clobbered':
      return true;
    case 'left':
    case 'left-byte':
    case 'masks':
    case 'immediate':
    case 'syndrome':
    case 'read':
      return false;
  }
}

/** Whether nothing but software gives a meaning to what a register holds. */
export function isNobodys(register: RegisterName): boolean {
  const { kind, volatile } = registerInfo(register);
  const row = systemRegisterRowOfAny(register);
  return kind === 'general' || kind === 'vector' || (!volatile && row?.acts === 0n);
}

/** A trial in which a source has another value, of `width` bits; undefined for what no trial can change. */
export function variantOf(source: Source, value: bigint, call: Call): Partial<Variant> | undefined {
  if (carriesNumber(source, call)) {
    return numberVariant(value, call);
  }
  switch (source.kind) {
    case 'register':
      return { changes: new Map([[source.register, value]]) };
    case 'flags': {
      const rest = call.state.get('pstate') & ~flagsMask;
      return { changes: new Map([['pstate', rest | (value << flagsLow)]]) };
    }
    case 'memory':
      return { memory: [{ address: source.address, bytes: Uint8Array.of(Number(value)) }] };
    case 'clobbered':
      return { scrambled: new Map([[source.register, value]]) };
    case 'left':
    case 'left-byte':
    case 'masks':
    case 'immediate':
    case 'syndrome':
    case 'read':
      return undefined;
  }
}
