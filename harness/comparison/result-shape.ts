import { schemas } from '../diagnostics/json-document.ts';
import { z } from 'zod';
import { resumptions } from '../architecture/return-address.ts';
import { slots } from '../architecture/slot.ts';
import { findingShape } from '../run/event-schema.ts';
import { behaviourText, consequence, exception, immediate, index } from './behaviour-shape.ts';
import type { Comparison } from './comparison.ts';
import type { ContractResult } from '../contract/result.ts';

/*
 * The shapes of what `--format json` prints and `--baseline` reads, published as JSON Schemas. They are exact: any change
 * of a key gives the `schema` another number.
 */

const side = z.enum(['a', 'b']);

export const failures = z
  .array(z.strictObject({ part: z.string(), reason: z.string() }))
  .describe('parts without a result');

const measurement = z.strictObject({
  ...behaviourText,
  caller: z.string(),
  immediate,
  slot: z.exactOptional(z.enum(slots).describe('the one that it entered EL2 through')),
  returns: z.exactOptional(
    z
      .enum(resumptions)
      .describe(
        'of an exception: whether the instruction that caused it, or was interrupted, executes again, or the caller goes on behind it; at a guest exit only where ELR_EL2 was moved',
      ),
  ),
  inputs: z.array(z.string()).describe('registers that the outcome or a result depends on'),
  memory: z.exactOptional(z.array(z.string()).describe('memory that they depend on')),
  conditions: z.exactOptional(
    z.array(z.string()).describe('what made the call go this way: `x0 = 0x2`, in that order'),
  ),
  unknown: z.exactOptional(z.string().describe('why it is not known where values come from')),
  changes: z.array(
    z.strictObject({
      register: z.string(),
      value: z.string(),
      by: z.exactOptional(z.string().describe('the instruction that made the value')),
    }),
  ),
  exception: z.exactOptional(exception),
  stack: index.describe('bytes of EL2 stack'),
  frames: z.exactOptional(
    z
      .array(z.strictObject({ register: z.string(), by: z.exactOptional(z.string()) }))
      .describe('stacks of which it changed more than what is dead before the call'),
  ),
  events: z.array(z.string()).describe('MSR, ISB, TLBI, ... at EL2, in order'),
  instructions: index.describe('from the vector on, without those of called functions'),
});

const operationSide = z.strictObject({
  call: z.string(),
  measured: measurement,
  declaredClobbers: z.array(z.string()),
});

const differentClass = z.strictObject({
  kind: z
    .enum(['effect', 'lost'])
    .describe('effect: what the calls are for; lost: only the scratch registers that they lose'),
  when: z.string().describe('what the inputs have to be: `immediate = 0x1`; `always`'),
  first: z.string(),
  second: z.string(),
  consequence,
  example: z
    .strictObject({
      immediate: z.exactOptional(immediate.describe('absent where nothing calls')),
      values: z.array(z.strictObject({ name: z.string(), value: z.string() })),
    })
    .describe('a call that was made on both'),
  traces: z.exactOptional(z.array(z.array(z.string())).describe('what it executed on each')),
});

const tableDifferences = z.array(
  z.strictObject({
    tables: z.tuple([z.string(), z.string()]),
    callers: z.array(
      z.strictObject({
        caller: z.string().describe('a caller, or a slot'),
        classes: z.array(differentClass).describe('calls that differ, each class once'),
        notCovered: z
          .array(z.string())
          .describe('why it is not known of all values of all inputs; empty where it is'),
      }),
    ),
  }),
);

const vectors = z.strictObject({ vectors: z.string(), abi: z.string() });

export const comparisonShape = z.strictObject({
  schema: z.literal(schemas.compare),
  seed: index,
  a: vectors,
  b: vectors,
  operations: z.array(
    z.strictObject({
      name: z.string(),
      table: z.string(),
      a: z.exactOptional(operationSide),
      b: z.exactOptional(operationSide),
    }),
  ),
  unconverted: z
    .array(
      z.strictObject({
        from: side,
        operation: z.string(),
        table: z.string(),
        call: z.string(),
        means: z.string(),
        gets: z.string(),
        consequence,
      }),
    )
    .describe('what a caller of one side gets on the other'),
  differences: tableDifferences.describe('where the sides differ'),
  unmatched: z
    .array(z.strictObject({ side, table: z.string() }))
    .describe('tables that one side alone has'),
  disagreements: z
    .strictObject({ a: tableDifferences, b: tableDifferences })
    .describe('where tables of one side differ'),
  namespace: z
    .array(
      z.strictObject({
        user: z.string(),
        keptApartBy: z.string().optional(),
        call: z.string(),
        side,
        table: z.string(),
        host: z.string(),
        hostConsequence: consequence,
        guest: z.string(),
        guestConsequence: consequence,
      }),
    )
    .describe("what other users' calls do"),
  assumptions: z.array(z.string()).describe('what is taken for granted'),
  failures,
}) satisfies z.ZodType<Comparison>;

const measuredWay = {
  table: z.string(),
  measured: measurement,
  outcome: z.string().describe('returned, guest-exit at __guest_exit'),
  values: z
    .array(
      z.strictObject({
        register: z.string(),
        value: z.string(),
        notation: z.exactOptional(z.string()).describe('the same as abi.yaml writes it'),
      }),
    )
    .describe('what a call that came back left in registers'),
  changed: z.array(z.string()).describe('registers that differ where a call ended elsewhere'),
};

export const contractShape = z.strictObject({
  schema: z.literal(schemas.contract),
  vectors: z.string(),
  abi: z.string(),
  seed: index,
  entries: z.array(
    z.strictObject({
      operation: z.string(),
      call: z.string(),
      ...measuredWay,
      declared: z.exactOptional(
        z.strictObject({
          outcome: z.string(),
          inputs: z.array(z.string()),
          results: z.array(z.strictObject({ register: z.string(), value: z.string() })),
          clobbers: z.array(z.string()),
        }),
      ),
    }),
  ),
  exceptions: z
    .array(
      z.strictObject({
        exception: z.string(),
        slot: z.enum(slots),
        isTakenForCall: z.exactOptional(z.literal(true)).describe('nothing asks for its class'),
        ...measuredWay,
      }),
    )
    .describe('ways in that are no calls'),
  findings: z
    .array(
      z.strictObject({
        table: z.string(),
        way: z.string().describe('an operation, or an exception'),
        caller: z.string(),
        slot: z.exactOptional(z.enum(slots)),
        ...findingShape.shape,
      }),
    )
    .describe('where a table does not do as abi.yaml declares'),
  notes: z
    .array(
      z.strictObject({
        what: z.enum(['input', 'clobber', 'syndrome']),
        table: z.string(),
        operation: z.string(),
        register: z.string(),
      }),
    )
    .describe('what is declared and was not seen'),
  assumptions: z.exactOptional(z.array(z.string()).describe('what is taken for granted')),
  failures,
}) satisfies z.ZodType<ContractResult>;
