import { z } from 'zod';
import { outcomes } from '../machine/machine.ts';
import { answer, memory, scalar, text, valueKeys } from './shape-parts.ts';
import { conventions, functionKinds } from './stand-in.ts';

const returns = z
  .union([
    scalar('the value of x0'),
    z.record(z.string(), scalar('an expression: after.x1 is what x1 holds when it is entered')),
  ])
  .meta({ description: 'what it returns: the value of x0, or register: value' });

const behaviourKeys = {
  returns: returns.optional(),
  stores: memory.optional().meta({
    description:
      'what it stores, in order. In the expressions after.x0 is what x0 holds when it is entered',
  }),
  changes: z
    .array(text('a region'))
    .optional()
    .meta({ description: 'regions of which each byte may hold anything afterwards' }),
  interrupted: answer(
    'whether it takes an exception to EL2 of its own, which overwrites ELR_EL2, SPSR_EL2 and ESR_EL2; false if left out',
  ).optional(),
};

const stop = text(`arriving ends the call with this outcome: ${outcomes.join(', ')}`);

const standInShape = z
  .union([
    text(
      "function: a C function, which changes all that it may; stop: arriving ends the call. For '*', all that is undefined and has no entry: stop, or return",
    ),
    z.strictObject({
      function: text(
        'the registers that it changes: all that the procedure call standard lets it, or general, of code built without floating-point registers; as the vector table says if left out',
      )
        .optional()
        .meta({ examples: [...functionKinds] }),
      ...behaviourKeys,
      stop: stop.optional(),
      data: scalar(
        'a variable of so many bytes, with `value` or `values`; 0 if left out',
      ).optional(),
      ...valueKeys,
      value: scalar(
        'the value of a variable; or the symbol is this number, and no code',
      ).optional(),
      code: text('a source or an object that defines the symbol, relative to this file').optional(),
    }),
  ])
  .meta({ description: 'what stands for a symbol, in place of what defines it, if anything does' });

/** The keys of something that returns. */
export const behaviourNames = Object.keys(behaviourKeys) as (keyof typeof behaviourKeys)[];

export const standIns = z.record(z.string(), standInShape).meta({
  description:
    'symbol: what stands for it. Of a test before its file, and of a file before the ABI',
});

export const firmwareCallShape = z.strictObject({
  ...behaviourKeys,
  stop: stop.optional(),
  convention: text(
    'the version of the SMC calling convention: 1.0, by which it may change x0-x17, or 1.1, x0-x3; 1.0 if left out',
  )
    .optional()
    .meta({ examples: [...conventions] }),
});

/** The keys of a call of firmware. */
export const firmwareCallNames: readonly string[] = Object.keys(firmwareCallShape.shape);

export const firmware = z
  .union([
    firmwareCallShape,
    z.record(z.string(), z.union([text('stop: the call ends there'), firmwareCallShape])),
  ])
  .meta({
    description:
      "the firmware behind every SMC at EL2: what each call does, or function id: what it does, with '*' for all others. Without it, an SMC ends the call",
  });

export type StandInShape = z.output<typeof standInShape>;
export type StandInsShape = z.output<typeof standIns>;
export type FirmwareShape = z.output<typeof firmware>;
export type FirmwareCallShape = z.output<typeof firmwareCallShape>;
