import { expect, test } from '@jest/globals';
import { brokenFileRun, exampleEvents } from '../testing/report/example-events.ts';
import { eventSchema } from './event-schema.ts';

test.each([...exampleEvents, ...brokenFileRun])(
  'an event comes out of a file as it was: %#',
  (event) => {
    const written: unknown = JSON.parse(JSON.stringify(event));
    expect(eventSchema.parse(written)).toEqual(event);
  },
);
