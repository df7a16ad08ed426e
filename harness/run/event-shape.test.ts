import { expect, test } from '@jest/globals';
import { brokenFileRun, exampleEvents } from '../testing/report/example-events.ts';
import { eventShape } from './event-shape.ts';

test.each([...exampleEvents, ...brokenFileRun])(
  'an event comes out of a file as it was: %#',
  (event) => {
    const written: unknown = JSON.parse(JSON.stringify(event));
    expect(eventShape.parse(written)).toEqual(event);
  },
);
