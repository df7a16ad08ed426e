import { z } from 'zod';
import { defaultProcessor, processorNames } from '../architecture/processor-model.ts';
import { resumptions } from '../architecture/return-address.ts';
import { origins, tableCallers } from './origin.ts';
import { registerNames } from './register.ts';
import { returnsDescription } from './returns.ts';
import { answer, scalar, text } from './shape-parts.ts';
import { firmware, standIns } from './stand-in-schema.ts';
import { linuxVersions } from './linux-versions.ts';
import { functionKinds } from './stand-in.ts';

/** Registers that follow each other, as one key, in JSON Schema. */
export const registerRange = { pattern: String.raw`^([xv])\d{1,2}-\1\d{1,2}$` };

/** A register as a key, or a range of them. */
const register = z
  .string()
  .meta({ id: 'register', anyOf: [{ enum: registerNames() }, registerRange] });

const registers = z
  .array(text('a register, or a range such as x0-x18'))
  .meta({ description: 'registers; ranges such as x0-x18 are allowed' });

const files = z
  .array(text('a path, relative to the folder of abi.yaml'))
  .min(1)
  .meta({ description: 'sources or objects, in link order, relative to the folder of abi.yaml' });

/** Which contexts a call deals with. */
export const contextKeys = {
  saves: z.array(text('a region with a context')).optional().meta({
    description:
      'regions that must hold the registers of their caller when the call ends there; by default those of the caller, where the call ends without coming back to it',
  }),
  restores: z.array(text('a region with a context')).optional().meta({
    description:
      'regions whose registers must hold what the region held before the call; by default that of another caller, where EL2 returns elsewhere',
  }),
};

const operationShape = z
  .strictObject({
    ...contextKeys,
    number: scalar(
      "the selector's value; left out where the selector register itself carries an input (any value that is no other operation's)",
    ).optional(),
    inputs: z
      .record(z.string(), text('the register that carries it'))
      .optional()
      .meta({ description: 'name of the input: register. The names are known in `results`' }),
    results: z
      .record(register, scalar('an expression over values before the call and the inputs, or any'))
      .optional()
      .meta({ description: 'register: what it must be after the call' }),
    outcome: text('how the call of a host ends; returned if left out').optional(),
    calls: z
      .union([
        text('the input that holds the address of a called function, or none'),
        z.strictObject({
          input: text("the input that holds the called function's address"),
          arguments: z
            .array(text('an input'))
            .meta({ description: 'inputs in the order of the argument registers of the callee' }),
        }),
      ])
      .optional()
      .meta({
        description:
          'the function that the handler calls, or, where the outcome is jumped, where it goes. As a name alone: every other input is an argument, in order',
      }),
    clobbers: registers.optional(),
  })
  .meta({ description: 'a named call' });

const callbackShape = z
  .union([
    z
      .array(scalar('an instruction word, 32 bits'))
      .min(1)
      .meta({ description: 'the words that it makes, the same at each of its places' }),
    z.strictObject({
      mask: scalar('what kern_hyp_va leaves of an address: ones from bit 0 on'),
      tag: scalar('what it sets above the mask; 0 if left out').optional(),
    }),
    z.strictObject({ value: scalar('64 bits, moved to the register of the first instruction') }),
  ])
  .meta({ description: 'what a callback makes of the instructions at its places' });

/** How code is patched after it was linked: of an ABI's table, and of a fixture's own files. */
export const patchesKeys = {
  alternatives: z
    .array(scalar('a capability: its number, or its name, such as ARM64_HAS_PAN'))
    .optional()
    .meta({ description: 'alternatives to apply, as the kernel patches itself at boot' }),
  callbacks: z.record(z.string(), callbackShape).optional().meta({
    description:
      'name of an alternative callback: what it makes; kvm_update_va_mask takes a mask, kvm_get_kimage_voffset and kvm_compute_final_ctr_el0 a value, any a list of words',
  }),
};

export const symbolPrefix = text(
  'what may stand before each symbol of the code, such as __kvm_nvhe_: a name is looked up with it first, then without',
);

const vectorsShape = z
  .strictObject({
    files: files.optional().meta({
      description:
        'sources or objects, in link order, relative to the folder of abi.yaml; left out where --vectors or a fixture gives them',
    }),
    table: text('the symbol of the 2 KiB vector table'),
    'symbol-prefix': symbolPrefix.optional(),
    ...patchesKeys,
    load: scalar(
      'where the lowest byte of the code is loaded, physically; above 4 GiB if left out, or where EL2 has a linked image mapped',
    ).optional(),
    caller: text(
      'whose calls these vectors are for: host, guest where a guest alone arrives there, or aarch32 where that is in AArch32 state; host if left out',
    )
      .optional()
      .meta({ examples: [...tableCallers] }),
    inputs: registers
      .optional()
      .meta({ description: 'registers that the dispatch may depend on, besides the inputs' }),
    clobbers: registers
      .optional()
      .meta({ description: 'what its handlers may clobber, in place of clobbers.handler' }),
    operations: z.record(z.string(), operationShape).optional().meta({
      description:
        'where this table answers in another way: each key given replaces that key of the operation',
    }),
    state: z
      .record(register, scalar('an integer, phys(symbol), or an expression of these'))
      .optional()
      .meta({ description: 'register: its value while this table is installed' }),
    function: text(
      'what the functions that it calls change, unless their stand-in says so: all that the procedure call standard lets them, or general, of code built without floating-point registers; all if left out',
    )
      .optional()
      .meta({ examples: [...functionKinds] }),
  })
  .meta({ description: 'one vector table' });

const regionShape = z
  .strictObject({
    at: scalar(
      'the address of its first byte: a register before the call, an input of an operation, phys(symbol), a number, or an expression of these. A register or an input that nothing gives a value gets the address of memory of its own',
    ),
    size: scalar('bytes'),
    'may-change': answer('whether its bytes may differ after a call; false if left out').optional(),
    'read-only': answer(
      'whether each store to it is a finding, of the value that it holds too; false if left out',
    ).optional(),
    context: z
      .strictObject({
        of: text(`whose registers: ${origins.join(', ')}`),
        registers: z.record(
          register,
          scalar("the offset of its cell in bytes, or '0x320, 4' for a cell of fewer bytes"),
        ),
      })
      .optional()
      .meta({
        description:
          'the registers of a caller while it does not run: each register, or range of registers that follow each other, with its offset',
      }),
    pointers: z
      .record(z.string(), text('the region whose address is there before the call'))
      .optional()
      .meta({
        description: 'offset in bytes, a multiple of 8: the region that the cell points to',
      }),
  })
  .meta({ description: 'memory that a pointer names' });

export const regions = z.record(z.string(), regionShape).meta({
  description:
    'name: memory that a pointer names. Where it is not data of the code, it holds sentinels before the first call',
});

const notProvedShape = z
  .strictObject({
    vectors: text('the vector table; every table if left out').optional(),
    operation: text('an operation, or `any other immediate` or `any other number`').optional(),
    exception: text('an exception that is no call, as `hcall prove` names it').optional(),
    caller: text('who calls, or is interrupted; every caller if left out').optional(),
    slot: text('the slot of the vector table; every slot if left out').optional(),
    clause: text(
      'what of the contract: outcome, results, arguments, registers or memory; all of it if left out',
    ).optional(),
    reason: text('why, in words'),
  })
  .meta({ description: 'what `hcall prove` does not prove: either an operation or an exception' });

/** The shape of abi.yaml; its second pass is in load.ts. */
export const abiShape = z
  .strictObject({
    selector: z
      .union([
        text("immediate: the HVC instruction's immediate"),
        z.strictObject({
          register: text('the register that carries the number'),
          immediate: scalar('the immediate of every HVC; 0 if left out').optional(),
          bits: scalar(
            'which of its bits are the number: the low 32 or 64, or a field, such as 29:24. If left out, 32 where every number is that of a fast call of the SMC calling convention, else 64',
          ).optional(),
        }),
      ])
      .meta({ description: "where the operation's number travels" }),
    linux: z
      .string()
      .regex(linuxVersions, 'expected versions of Linux, such as 4.12-5.11')
      .optional()
      .meta({
        description:
          'the versions of Linux that have it, or that it was made for, such as 4.12-5.11; without a first one all before, without a last one all after',
        examples: ['4.12-5.11', '-4.6', '5.12-'],
      }),
    operations: z
      .record(z.string(), operationShape)
      .meta({ description: 'the calls that the ABI names' }),
    vectors: z.record(z.string(), vectorsShape).meta({ description: 'the vector tables' }),
    clobbers: z
      .strictObject({ handler: registers.optional(), caller: registers.optional() })
      .optional()
      .meta({
        description:
          'what handlers may clobber in every call, and what EL1 routines that make calls may clobber; results aside',
      }),
    routines: z
      .record(
        z.string(),
        z.strictObject({
          files,
          operation: text('the operation that it makes').optional(),
        }),
      )
      .optional()
      .meta({ description: 'EL1 routines that make calls, linked with the vectors' }),
    exits: z
      .record(
        z.string(),
        z.strictObject({
          ...contextKeys,
          outcome: text('how a call that arrives there ended'),
          'may-change': registers.optional(),
          returns: z
            .string()
            .optional()
            .meta({ description: returnsDescription, enum: [...resumptions] }),
        }),
      )
      .optional()
      .meta({ description: 'symbols at which a call ends, and what may differ there' }),
    constants: z
      .record(z.string(), scalar('an integer'))
      .optional()
      .meta({ description: 'names for abi.NAME in expressions' }),
    regions: regions.optional(),
    stubs: standIns.optional(),
    smc: firmware.optional(),
    'not-proved': z.array(notProvedShape).optional().meta({
      description:
        'statements that `hcall prove` accepts without a proof; one that is proved is an error',
    }),
    cpu: z
      .string()
      .optional()
      .meta({
        description: `the processor that its code runs on; ${defaultProcessor.name} if left out`,
        enum: [...processorNames],
      }),
    march: text(
      'the architecture that its sources are checked against, as `.arch` has it: armv8.2-a+crc; any if left out',
    ).optional(),
    includes: z
      .array(text('a folder, relative to abi.yaml'))
      .optional()
      .meta({ description: 'where the preprocessor looks for headers, as -I' }),
    defines: z
      .array(text('NAME or NAME=VALUE'))
      .optional()
      .meta({ description: 'macros for the preprocessor, as -D' }),
  })
  .meta({ title: 'hcall ABI', description: 'A convention for hypervisor calls, for hcall' });

export type AbiShape = z.output<typeof abiShape>;
export type OperationShape = z.output<typeof operationShape>;
export type VectorsShape = z.output<typeof vectorsShape>;
export type PatchesShape = Pick<VectorsShape, keyof typeof patchesKeys>;
export type CallbackShape = z.output<typeof callbackShape>;
export type RegionShape = z.output<typeof regionShape>;
export type NotProvedShape = z.output<typeof notProvedShape>;
export type ExitShape = NonNullable<AbiShape['exits']>[string];
