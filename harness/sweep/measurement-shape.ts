import { z } from 'zod';
import { resumptions } from '../architecture/return-address.ts';
import { slotShape } from '../architecture/slot-shape.ts';
import { count, texts } from '../collections/plain-shapes.ts';
import { exceptionShape } from '../run/event-shape.ts';
import { behaviourTextShape, immediateShape } from './behaviour-shape.ts';

const maker = z
  .string()
  .describe(
    'the instruction that made the value, or called the function that left it: `hyp-stub.S:20: and x18, x18, ...`',
  );

const changeShape = z
  .strictObject({
    register: z.string(),
    value: z.string().describe('what of: `x0 & 0x7fffffffff`, `[TPIDR_EL2 + 0x8]`'),
    by: z.exactOptional(maker),
  })
  .describe('a register that a call changed');

export const frameShape = z.strictObject({
  register: z.string().describe('the one that points to the stack'),
  by: z.exactOptional(z.string().describe('the instruction that did it')),
});

export const measurementShape = z
  .strictObject({
    ...behaviourTextShape.shape,
    caller: z.string(),
    immediate: immediateShape,
    slot: z.exactOptional(slotShape.describe('the one that it entered EL2 through')),
    returns: z.exactOptional(
      z
        .enum(resumptions)
        .describe(
          'of an exception: whether the instruction that caused it, or was interrupted, executes again, or the caller goes on behind it; at a guest exit only where ELR_EL2 was moved',
        ),
    ),
    inputs: texts.describe('registers that the outcome, a result or an argument depends on'),
    memory: z.exactOptional(
      texts.describe('memory that they depend on: `[TPIDR_EL2 + 0x8]`; absent where there is none'),
    ),
    conditions: z.exactOptional(
      texts.describe(
        'what of its inputs made the call go this way: `x0 = 0x2`, in that order; absent where nothing did',
      ),
    ),
    unknown: z.exactOptional(z.string().describe('why it is not known where values come from')),
    changes: z.array(changeShape),
    exception: z.exactOptional(exceptionShape),
    stack: count.describe('bytes of EL2 stack below SP_EL2 at the start'),
    frames: z.exactOptional(
      z
        .array(frameShape)
        .describe('stacks of which it changed more than what is dead before the call'),
    ),
    events: texts.describe('MSR, ISB, TLBI, ... at EL2, in order'),
    instructions: count.describe('from the vector to the end, those of called functions left out'),
  })
  .meta({ id: 'Measurement', description: 'what one call really read and wrote' });
