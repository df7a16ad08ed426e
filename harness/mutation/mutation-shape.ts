import { z } from 'zod';
import { count, microseconds, texts } from '../collections/plain-shapes.ts';
import { ranDocument } from '../run/document-shape.ts';
import type { Operator } from './mutation-operators.ts';
import { operators } from './mutation-operators.ts';

const line = count.describe('from 1; 0 where it is not known');

export const mutantShape = z
  .strictObject({
    file: z.string(),
    line,
    text: z.string().describe('the source line'),
    abi: z.string(),
    at: z.string().describe('`el1_sync+0x10`'),
    operator: z.enum(Object.keys(operators) as Operator[]),
    original: z.string().describe('disassembled; several instructions are joined by `; `'),
    mutant: z.string().describe('as of the original'),
    fate: z
      .enum(['killed', 'survived', 'marked', 'untried'])
      .describe(
        'marked: it survived, and a comment in the source says why it must; untried: nothing is known of it, an interrupt came before',
      ),
    killer: z.exactOptional(z.string().describe('the id of the test that killed it')),
    symptom: z.exactOptional(z.string().describe('what was wrong with that test')),
    closest: z.exactOptional(
      z.string().describe('the most special of the tests that execute it without noticing'),
    ),
    reason: z.exactOptional(z.string().describe('of the marker')),
  })
  .meta({ id: 'Mutant', description: 'one mutant and what became of it' });

export const mutationShape = z.strictObject({
  ...ranDocument('mutate'),
  killed: count,
  survived: count,
  marked: count,
  untried: count.describe('more than none only after an interrupt'),
  mutants: z.array(mutantShape).describe('by file, line and place'),
  unreached: z
    .array(z.strictObject({ file: z.string(), line, at: z.string() }))
    .describe('instructions that no test executes: no mutant of them is made'),
  hasCode: z
    .boolean()
    .describe('whether there is any instruction of the wanted sources, wanted lines or not'),
  needless: z
    .array(z.strictObject({ file: z.string(), line }))
    .describe('markers `equivalent` that no survivor needs'),
  excluded: texts.describe('tests that fail without any mutant: they judge none'),
  us: microseconds.describe('microseconds of wall time for the mutants alone'),
});
