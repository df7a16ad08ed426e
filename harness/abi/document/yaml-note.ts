import type { YAMLError } from 'yaml';

type Code = YAMLError['code'];

const quotes =
  'a value that begins with one of * & ! % @ ` { [ or that holds ": " or " #" needs quotes';
const columns =
  'the keys of one mapping, and the items of one list, begin in the same column: look at the lines around';

/** The likely fix for each kind of mistake in the YAML itself. */
const notes: Readonly<Record<Code, string>> = {
  ALIAS_PROPS: 'write the value out: there are no aliases here',
  BAD_ALIAS: 'write the value out: there are no aliases here',
  BAD_COLLECTION_TYPE: 'leave the tag out',
  BAD_DIRECTIVE: 'leave the line with % out',
  BAD_DQ_ESCAPE:
    "between double quotes a backslash begins an escape: write '\\\\', or use single quotes",
  BAD_INDENT: columns,
  BAD_PROP_ORDER: 'leave anchors and tags out',
  BAD_SCALAR_START: quotes,
  BLOCK_AS_IMPLICIT_KEY: columns,
  BLOCK_IN_FLOW: 'between { and } or [ and ] separate the items with commas',
  DUPLICATE_KEY: 'remove one',
  IMPOSSIBLE: columns,
  KEY_OVER_1024_CHARS: 'is the ":" behind the key missing?',
  MISSING_CHAR: columns,
  MULTILINE_IMPLICIT_KEY: 'a key needs ": " behind it, with the space',
  MULTIPLE_ANCHORS: 'leave the anchors out',
  MULTIPLE_DOCS: 'put the second document into a file of its own',
  MULTIPLE_TAGS: 'leave the tags out',
  NON_STRING_KEY: 'a key is one plain word',
  RESOURCE_EXHAUSTION: 'write the values out',
  TAB_AS_INDENT: 'indent with spaces',
  TAG_RESOLVE_FAILED: 'leave the tag out',
  UNEXPECTED_TOKEN: columns,
};

/** Where one kind covers several mistakes, what the message says tells them apart. */
const closer: readonly { readonly code: Code; readonly message: RegExp; readonly note: string }[] =
  [
    {
      code: 'MISSING_CHAR',
      message: /closing ["']/,
      note: 'a quote that opens a value is closed on the same line; between single quotes, a quote is written twice',
    },
    {
      code: 'MISSING_CHAR',
      message: /map keys need to be followed/,
      note: notes.MULTILINE_IMPLICIT_KEY,
    },
    {
      code: 'MISSING_CHAR',
      message: /, between flow/i,
      note: 'between { and } or [ and ] separate the items with commas',
    },
    {
      code: 'BAD_INDENT',
      message: /^Flow (?:map|sequence)/,
      note: 'close each { with } and each [ with ], in the order in which they open',
    },
    {
      code: 'BAD_INDENT',
      message: /^Missing closing/,
      note: 'a quote that opens a value is closed on the same line; between single quotes, a quote is written twice',
    },
    {
      code: 'UNEXPECTED_TOKEN',
      message: /scalar at node end/,
      note: 'nothing follows the quote that closes a value; between single quotes, a quote is written twice',
    },
    {
      code: 'UNEXPECTED_TOKEN',
      message: /flow-(?:map|seq)-end/,
      note: 'close each { with } and each [ with ], in the order in which they open',
    },
  ];

/** `rest`: the rest of the line where the mistake is. */
export function yamlNote({ code, message }: YAMLError, rest: string): string {
  if (code === 'BLOCK_AS_IMPLICIT_KEY' && /: /.test(rest)) {
    return quotes;
  }
  return closer.find((one) => one.code === code && one.message.test(message))?.note ?? notes[code];
}
