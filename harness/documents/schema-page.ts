import { codeSpan, markdownTable } from '../report/markdown.ts';
import { generatedNote } from './generated-note.ts';

/** A JSON Schema, as far as zod writes one. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
  readonly items?: boolean | Schema;
  readonly prefixItems?: readonly Schema[];
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly $ref?: string;
  readonly default?: unknown;
  readonly pattern?: string;
}

/** A page with a row for each key of a document, and a section for each shape that stands in several places. */
export function schemaPage(title: string, introduction: string, schema: Schema): string {
  return [
    generatedNote,
    '',
    `# ${title}`,
    '',
    introduction,
    '',
    keyTable(schema),
    ...definitionSections(schema.$defs ?? {}),
    '',
  ].join('\n');
}

/** A section for each shape that stands in several places. */
export function definitionSections(definitions: Readonly<Record<string, Schema>>): string[] {
  return Object.entries(definitions).flatMap(([name, definition]) => [
    '',
    `## ${name}`,
    '',
    ...(definition.description === undefined ? [] : [`${definition.description}.`, '']),
    definition.properties === undefined && keyRows(definition, '').length === 0
      ? `Value: ${typeText(definition)}.`
      : keyTable(definition),
  ]);
}

/** A row for each key of a shape. */
export function keyTable(schema: Schema): string {
  return markdownTable(['Key', 'Value', ''], keyRows(schema, ''));
}

/** A row for each key below a schema, its own first and then those inside. */
function keyRows(schema: Schema, path: string): string[][] {
  const { properties = {}, required = [], additionalProperties, items } = schema;
  const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [
    ...Object.entries(properties).flatMap(([name, value]) =>
      rowsOf(value, path === '' ? name : `${path}.${name}`, required.includes(name)),
    ),
    ...(typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0
      ? rowsOf(additionalProperties, path === '' ? '*' : `${path}.*`, false)
      : []),
    ...(typeof items !== 'object' ? [] : keyRows(items, `${path}[]`)),
    ...alternatives.flatMap((alternative) => keyRows(alternative, path)),
  ];
}

function rowsOf(schema: Schema, path: string, isRequired: boolean): string[][] {
  const text = [
    ...(isRequired ? ['required'] : []),
    ...(schema.description === undefined ? [] : [escaped(schema.description)]),
    ...(schema.default === undefined
      ? []
      : [`default: ${codeSpan(JSON.stringify(schema.default))}`]),
  ].join('; ');
  return [[codeSpan(path), typeText(schema), text], ...keyRows(schema, path)];
}

/** The pattern of `hexadecimalText`. */
const hexadecimal = '^0x[0-9a-f]+$';

/** Of more values than these the schema alone has the list. */
const mostListed = 40;

/** `text or list of integer`; of shapes with a section, a link to it. */
function typeText(schema: Schema): string {
  const { $ref, type, items } = schema;
  if ($ref !== undefined) {
    const name = $ref.split('/').at(-1) ?? '';
    return `[${name}](#${name.toLowerCase()})`;
  }
  if ('const' in schema) {
    return codeSpan(String(schema.const));
  }
  if (schema.enum !== undefined) {
    return schema.enum.length > mostListed
      ? 'one of those that the schema lists'
      : schema.enum.map((value) => codeSpan(String(value))).join(', ');
  }
  const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  if (alternatives.length > 0) {
    return [...new Set(alternatives.map(typeText))].join(' or ');
  }
  if (type === 'array') {
    const first = schema.prefixItems?.map(typeText).join(', ');
    return typeof items === 'object'
      ? `list of ${typeText(items)}`
      : `list of ${first ?? 'anything'}`;
  }
  if (schema.pattern === hexadecimal) {
    return 'hexadecimal';
  }
  const words = (typeof type === 'string' ? [type] : (type ?? [])).map(
    (one) => typeWords[one] ?? one,
  );
  return words.length === 0 ? 'anything' : words.join(' or ');
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  object: 'keys',
  null: 'nothing',
  array: 'list',
};

/** A description with code in backticks; angle brackets and stars outside of it are no Markdown. */
function escaped(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll(/[*<]/g, String.raw`\$&`)))
    .join('');
}
