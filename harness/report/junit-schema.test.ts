import { describe, expect, test } from '@jest/globals';
import { exampleEvents } from '../testing/report/example-events.ts';
import { JunitReporter } from './junit.ts';

/** Elements of Jenkins' junit-10.xsd that may occur: their attributes, required ones marked, and their children. */
const schema: Readonly<
  Record<string, { required: string[]; optional: string[]; children: string[] }>
> = {
  testsuites: {
    required: [],
    optional: ['name', 'time', 'tests', 'failures', 'errors'],
    children: ['testsuite'],
  },
  testsuite: {
    required: ['name', 'tests', 'failures', 'errors'],
    optional: [
      'group',
      'time',
      'skipped',
      'timestamp',
      'hostname',
      'id',
      'package',
      'file',
      'log',
      'url',
    ],
    children: ['testsuite', 'properties', 'testcase', 'system-out', 'system-err'],
  },
  properties: { required: [], optional: [], children: ['property'] },
  property: { required: ['name', 'value'], optional: [], children: [] },
  testcase: {
    required: ['name'],
    optional: ['time', 'classname', 'group'],
    children: [
      'skipped',
      'error',
      'failure',
      'flakyFailure',
      'flakyError',
      'system-out',
      'system-err',
    ],
  },
  failure: { required: [], optional: ['type', 'message'], children: [] },
  error: { required: [], optional: ['type', 'message'], children: [] },
  skipped: { required: [], optional: ['type', 'message'], children: [] },
  flakyFailure: { required: ['type'], optional: ['message'], children: ['stackTrace'] },
  flakyError: { required: ['type'], optional: ['message'], children: ['stackTrace'] },
  stackTrace: { required: [], optional: [], children: [] },
};

interface Element {
  readonly name: string;
  readonly attributes: readonly string[];
  readonly children: string[];
}

/** Every element of a document; throws where tags do not nest or a text holds a bare `<`. */
function elementsOf(xml: string): Element[] {
  const tag =
    /<(?<close>\/?)(?<name>[a-zA-Z-]+)(?<attributes>(?: [a-z]+="[^"<]*")*)(?<empty>\/?)>|</g;
  const open: Element[] = [];
  const all: Element[] = [];
  for (const { groups, index } of xml.replace(/^<\?xml [^>]*>/, '').matchAll(tag)) {
    const name = groups?.['name'];
    if (name === undefined) {
      throw new Error(`a bare < at ${index}`);
    }
    if (groups?.['close'] === '/') {
      if (open.pop()?.name !== name) {
        throw new Error(`</${name}> closes nothing`);
      }
      continue;
    }
    const attributes = [...(groups?.['attributes'] ?? '').matchAll(/ ([a-z]+)=/g)].map(
      ([, attribute = '']) => attribute,
    );
    const element: Element = { name, attributes, children: [] };
    open.at(-1)?.children.push(name);
    all.push(element);
    if (groups?.['empty'] !== '/') {
      open.push(element);
    }
  }
  if (open.length > 0) {
    throw new Error('an element is not closed');
  }
  return all;
}

function exampleReport(): string {
  let text = '';
  const reporter = new JunitReporter({
    write: (piece) => {
      text += piece;
    },
    colour: false,
  });
  const [start, ...rest] = exampleEvents;
  const flaky = rest.flatMap((event) =>
    event.type === 'test-end' && event.result.verdict !== 'pass'
      ? [{ ...event, result: { ...event.result, verdict: 'flaky' as const } }]
      : [],
  );
  [start, ...flaky, ...rest].forEach((event) => event !== undefined && reporter.handle(event));
  return text;
}

describe('the JUnit report follows the schema', () => {
  const elements = elementsOf(exampleReport());

  test('has elements of every kind that the reporter writes', () => {
    expect(new Set(elements.map(({ name }) => name))).toEqual(new Set(Object.keys(schema)));
  });

  test('has only known attributes, and the required ones', () => {
    for (const { name, attributes } of elements) {
      const { required = [], optional = [] } = schema[name] ?? {};
      expect([...required, ...optional]).toEqual(expect.arrayContaining([...attributes]));
      expect(attributes).toEqual(expect.arrayContaining(required));
    }
  });

  test('nests only what the schema nests', () => {
    for (const { name, children } of elements) {
      expect(schema[name]?.children).toEqual(expect.arrayContaining(children));
    }
  });

  test('writes times as the schema wants them', () => {
    const times = [...exampleReport().matchAll(/ time="([^"]*)"/g)].map(([, time]) => time);
    expect(times.length).toBeGreaterThan(0);
    for (const time of times) {
      // SUREFIRE_TIME
      expect(time).toMatch(/^(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]{0,3})?$/);
    }
  });
});
