import type { SchemaName } from '../diagnostics/schemas.ts';
import { schemas } from '../diagnostics/schemas.ts';
import { codeSpan } from '../report/markdown.ts';
import { generatedNote } from './generated-note.ts';
import { describedDocuments, jsonSchemaOf } from './json-schemas.ts';
import type { Schema } from './schema-page.ts';
import { definitionSections, keyTable } from './schema-page.ts';

const introduction = `\
Every command that prints JSON prints one document. Its keys are below, from the JSON Schemas (draft 2020-12) that come with the package:
\`hcall/schemas/NAME.json\`, in \`docs/schemas\` of the checkout; \`hcall/schemas/abi.json\`, \`fixture.json\` and \`project.json\` are those of
\`abi.yaml\`, fixtures and \`hcall.yaml\`. Documents are closed: a key that a schema does not have is refused.

Values of 64 bits, addresses and registers, are hexadecimal text, since they do not fit a number of JSON. Times are in microseconds. A key that says
nothing is absent.

\`hcall report FILE\` reads \`run\`, \`sweep\`, \`compare\`, \`contract\` and \`prove\` again, and \`--baseline FILE\` \`sweep\`, \`compare\` and \`prove\`.
A file of another version, or with a value that no command writes, is an error that says where.

## Versions

\`schema\` is \`urn:hcall:schema:NAME:VERSION\`, the \`$id\` of the schema. The version is another one when a key is renamed, removed, or required
where it was not, or has another type, unit or meaning: what was valid no longer is, or says something else. New keys that may be absent, and new members of
a list of values, such as codes of findings, leave it. A schema is that of the hcall it comes with: to check documents of several, take the newest.`;

const headerNote = 'Every document begins with these keys, whatever it is about:';

/** Documents of YAML have pages of their own. */
const outputs = (Object.keys(describedDocuments) as SchemaName[]).filter(
  (name) => describedDocuments[name].file.endsWith(`/${name}.json`) && name !== 'project',
);

/** The page of all JSON documents: the keys that they share, each of them, and the shapes that stand in several. */
export function jsonPage(): string {
  const all = outputs.map((name) => [name, jsonSchemaOf(name) as Schema] as const);
  const definitions = new Map(
    all
      .flatMap(([, { $defs = {} }]) => Object.entries($defs))
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  return [
    generatedNote,
    '',
    '# JSON documents',
    '',
    introduction,
    '',
    '## The header',
    '',
    headerNote,
    '',
    keyTable(headerOf(jsonSchemaOf('run'))),
    '',
    `Of a command that executes no code (${looking(all)}), \`engine\`, \`cpu\` and \`seed\` are null.`,
    ...all.flatMap(([name, schema]) => [
      '',
      `## ${name}`,
      '',
      `${codeSpan(describedDocuments[name].title)}, ${codeSpan(schemas[name])}.`,
      '',
      keyTable(withoutHeader(schema)),
    ]),
    ...definitionSections(Object.fromEntries(definitions)),
    '',
  ].join('\n');
}

const headerKeys: ReadonlySet<string> = new Set([
  'schema',
  'hcall',
  'engine',
  'secondEngine',
  'cpu',
  'seed',
]);

function headerOf(schema: Schema): Schema {
  const { schema: id, ...rest } = propertiesOf(schema, (key) => headerKeys.has(key));
  return {
    properties: {
      schema: {
        type: 'string',
        ...(id?.description === undefined ? {} : { description: id.description }),
      },
      ...rest,
    },
    ...(schema.required === undefined ? {} : { required: schema.required }),
  };
}

function withoutHeader(schema: Schema): Schema {
  return { ...schema, properties: propertiesOf(schema, (key) => !headerKeys.has(key)) };
}

function propertiesOf(
  { properties = {} }: Schema,
  isWanted: (key: string) => boolean,
): Record<string, Schema> {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => isWanted(key)));
}

/** The commands of documents whose engine is always null. */
function looking(all: readonly (readonly [SchemaName, Schema])[]): string {
  return all
    .filter(([, { properties }]) => properties?.['engine']?.type === 'null')
    .map(([name]) => codeSpan(name))
    .join(', ');
}
