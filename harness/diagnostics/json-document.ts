import { jsonText } from './shown.ts';

/**
 * The shape of each command's JSON, by the command's name. The number counts changes that break readers: fields may be added
 * without one, none is renamed, removed or given another meaning.
 */
export const schemas = {
  asm: 'hcall.asm/1',
  call: 'hcall.call/1',
  callers: 'hcall.callers/1',
  compare: 'hcall.compare/2',
  contract: 'hcall.contract/3',
  cover: 'hcall.cover/1',
  lint: 'hcall.lint/1',
  list: 'hcall.list/1',
  mutate: 'hcall.mutate/1',
  prove: 'hcall.prove/1',
  run: 'hcall.run/1',
  sweep: 'hcall.sweep/2',
  trace: 'hcall.trace/1',
} as const;

/** The JSON document of a command: its schema first, then its data. */
export function jsonDocument(command: keyof typeof schemas, data: object): string {
  return `${jsonText({ schema: schemas[command], ...data })}\n`;
}
