import { decodeInstruction } from '../architecture/instruction.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { secondExceptionOf } from '../calls/second-exception.ts';
import type { Flow } from '../flow/flow.ts';
import type { FlowState } from '../flow/flow-state.ts';
import { beforeTheCall } from '../flow/flow-state.ts';
import { makerOfRegister } from '../flow/maker.ts';
import type { Step } from '../machine/machine.ts';
import type { Call } from './call.ts';
import { isStackPointerMisaligned } from './callee.ts';
import type { UnlocatedFinding, UnlocatedPart } from './finding.ts';

/** The finding with the address of the instruction that caused it, as far as the flow shows it. */
export function blame(
  finding: UnlocatedFinding,
  call: Call,
  record: CallRecord,
  flow: Flow,
): UnlocatedFinding {
  const blame = new Blame(call, record, flow);
  const { parts } = finding;
  if (parts === undefined) {
    const by = blame.culprit(finding);
    return by === undefined ? finding : { ...finding, by };
  }
  const blamed = parts.map((part) => blame.part(finding, part));
  const first = (record.steps ?? []).find(({ address }) => blamed.some(({ by }) => by === address));
  return { ...finding, parts: blamed, ...(first === undefined ? {} : { by: first.address }) };
}

/** Whether the step is an exception return. */
export function isEret({ word }: Step): boolean {
  return decodeInstruction(word).kind === 'eret';
}

class Blame {
  readonly #call: Call;
  readonly #record: CallRecord;
  readonly #flow: Flow;
  readonly #steps: readonly Step[];

  constructor(call: Call, record: CallRecord, flow: Flow) {
    this.#call = call;
    this.#record = record;
    this.#flow = flow;
    this.#steps = record.steps ?? [];
  }

  culprit({ code, subject }: UnlocatedFinding): bigint | undefined {
    switch (subject.kind) {
      case 'register':
        if (code === 'leaked-guest-value') {
          return this.#leakedFromGuest(subject.register);
        }
        if (code === 'leaked-host-value' || code === 'wrong-guest-value') {
          return this.#atGuest(subject.register);
        }
        return this.#register(
          subject.register === 'pstate' ? 'spsr_el2' : subject.register,
          this.#stateOf(code),
        );
      case 'memory': {
        const by = this.#memory(BigInt(subject.address), subject.size, code);
        return by ?? (code === 'guest-not-saved' ? this.#steps.at(-1)?.address : undefined);
      }
      case 'outcome':
        return this.#outcome();
      case 'events':
        return undefined;
    }
  }

  /** The part with the instruction that caused it. */
  part({ code }: UnlocatedFinding, part: UnlocatedPart): UnlocatedPart {
    const by =
      code === 'context-not-restored'
        ? this.#notRestored(part)
        : code === 'context-not-saved'
          ? this.#notSaved(part)
          : this.#memory(BigInt(part.address), part.size, code);
    return by === undefined ? part : { ...part, by };
  }

  /** What made what the cell holds, or, if nothing was stored there, what became of the register. */
  #notSaved({ register, address, size, found }: UnlocatedPart): bigint | undefined {
    const stored = this.#memory(BigInt(address), size, 'context-not-saved');
    if (stored !== undefined || register === undefined) {
      return (register && this.#overwritten(register, BigInt(found))) ?? stored;
    }
    const value = (this.#flow.entry ?? this.#flow.before).register(register);
    const elsewhere = this.#flow.stores.find((store) => store.value === value);
    const lost = this.#steps.find(({ changes }) =>
      changes.some((change) => change.register === register),
    );
    return this.#addressOf(elsewhere?.step) ?? (lost ?? this.#steps.at(-1))?.address;
  }

  /** The instruction that left this value in the register. */
  #overwritten(register: RegisterName, value: bigint): bigint | undefined {
    return this.#steps.findLast(({ changes }) =>
      changes.some((change) => change.register === register && change.after === value),
    )?.address;
  }

  /** What gave the register its value, though that was made elsewhere, or the return with which it is as before. */
  #notRestored({ register }: UnlocatedPart): bigint | undefined {
    const writer = register && this.#flow.after.cell(register).writer;
    const made = this.#addressOf(writer) ?? (register && this.#register(register));
    return made ?? this.#steps.findLast(isEret)?.address;
  }

  /** Where the registers are wrong: at the end, or at the entry to a function. */
  #stateOf(code: UnlocatedFinding['code']): FlowState | undefined {
    switch (code) {
      case 'wrong-argument':
        return this.#flow.called[0];
      case 'misaligned-stack-pointer': {
        const index = this.#record.called.findIndex(({ state }) => isStackPointerMisaligned(state));
        return this.#flow.called[index];
      }
      default:
        return this.#flow.after;
    }
  }

  #register(register: RegisterName, state = this.#flow.after): bigint | undefined {
    const { value, writer } = state.cell(register);
    const isOfException =
      (value.kind === 'input' && value.name.kind === 'syndrome') ||
      this.#steps[writer]?.exception !== undefined;
    if (register === 'elr_el2' && isOfException) {
      // Nobody moved it: the return takes it as it is.
      return this.#steps.findLast(isEret)?.address;
    }
    return makerOfRegister(this.#record, this.#flow, register, state) ?? this.#lastChange(register);
  }

  /** What made a register other than the guest's when it is entered: the ERET, where it is as the host had it. */
  #atGuest(register: RegisterName): bigint | undefined {
    const state = this.#flow.guests[0];
    const name = register === 'pstate' ? 'spsr_el2' : register;
    const { writer } = state?.cell(name) ?? { writer: beforeTheCall };
    return writer === beforeTheCall
      ? this.#steps[this.#guestStep() - 1]?.address
      : makerOfRegister(this.#record, this.#flow, name, state);
  }

  /**
   * What made a value of the guest one of the host: the store that kept it in place of the host's, before the guest was
   * entered; else who wrote the register since it left, or, where nobody did, the end of the call.
   */
  #leakedFromGuest(register: RegisterName): bigint | undefined {
    const { value, writer } = this.#flow.after.cell(register);
    const left = this.#guestStep();
    const isAsLeft =
      value.kind === 'input' && value.name.kind === 'left' && value.name.register === register;
    if (isAsLeft || writer < left) {
      return this.#steps.at(-1)?.address;
    }
    const kept = this.#flow.stores.findLast((store) => store.step < left && store.value === value);
    return this.#addressOf(kept?.step ?? writer);
  }

  /** Steps before the guest runs. */
  #guestStep(): number {
    return this.#record.passages.find(({ kind }) => kind === 'guest')?.steps ?? 0;
  }

  /** The last step that changed the register, as one did that is not followed. */
  #lastChange(register: RegisterName): bigint | undefined {
    return this.#steps.findLast(({ changes }) =>
      changes.some((change) => change.register === register),
    )?.address;
  }

  /** Of memory that must hold a value, what made the one that it holds; of other memory, the store. */
  #memory(address: bigint, size: number, code: UnlocatedFinding['code']): bigint | undefined {
    const end = address + BigInt(size);
    const store = this.#flow.stores.findLast(
      (each) => each.address < end && address < each.address + BigInt(each.size),
    );
    const isNamed =
      code === 'context-not-saved' ||
      (code === 'wrong-memory' &&
        this.#call.memory.some((named) => named.address === address && named.size === size));
    const maker = store && isNamed ? this.#flow.makerOf(store.value) : undefined;
    return this.#addressOf(maker ?? store?.step);
  }

  /** The first fault at EL2, what made the return address, or what the last branch tested. */
  #outcome(): bigint | undefined {
    if (this.#record.outcome === 'returned-elsewhere') {
      return this.#register('elr_el2') ?? this.#steps.at(-1)?.address;
    }
    const fault = secondExceptionOf(this.#record)?.by ?? this.#reentry();
    if (fault !== undefined) {
      return fault;
    }
    const last = this.#flow.conditions.findLast(({ kind }) => kind === 'branch');
    return last === undefined
      ? this.#steps.at(-1)?.address
      : this.#addressOf(last.decidedBy ?? last.step);
  }

  /** The first instruction by which EL2 entered its own vectors on purpose, the call itself left out. */
  #reentry(): bigint | undefined {
    const { before } = this.#record;
    return this.#steps.find(
      ({ address, exception, interruption }) =>
        exception?.slot.startsWith('current') === true &&
        address !== before.get('pc') &&
        interruption !== 'taken',
    )?.address;
  }

  #addressOf(step: number | undefined): bigint | undefined {
    return step === undefined || step === beforeTheCall ? undefined : this.#steps[step]?.address;
  }
}
