/**
 * The `$id` of the JSON Schema of each document that hcall writes or reads, by its name. CONTRIBUTING.md says when the number
 * at the end changes.
 */
export const schemas = {
  abi: 'urn:hcall:schema:abi:1',
  asm: 'urn:hcall:schema:asm:2',
  call: 'urn:hcall:schema:call:2',
  callers: 'urn:hcall:schema:callers:2',
  compare: 'urn:hcall:schema:compare:3',
  contract: 'urn:hcall:schema:contract:4',
  cover: 'urn:hcall:schema:cover:2',
  doctor: 'urn:hcall:schema:doctor:1',
  explain: 'urn:hcall:schema:explain:1',
  fixture: 'urn:hcall:schema:fixture:1',
  lint: 'urn:hcall:schema:lint:2',
  list: 'urn:hcall:schema:list:2',
  mutate: 'urn:hcall:schema:mutate:2',
  project: 'urn:hcall:schema:project:1',
  prove: 'urn:hcall:schema:prove:2',
  run: 'urn:hcall:schema:run:2',
  sweep: 'urn:hcall:schema:sweep:3',
  trace: 'urn:hcall:schema:trace:2',
} as const;

export type SchemaName = keyof typeof schemas;
