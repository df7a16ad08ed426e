import { expect, test } from '@jest/globals';
import { cacheFolder } from './cache-folder.ts';

test.each<[string, Record<string, string>, string | undefined]>([
  ['the one that is asked for', { HCALL_CACHE: '/c', XDG_CACHE_HOME: '/x', HOME: '/h' }, '/c'],
  ['none when that is empty', { HCALL_CACHE: '', HOME: '/h' }, undefined],
  ["the user's caches", { XDG_CACHE_HOME: '/x', HOME: '/h' }, '/x/hcall'],
  ['the usual place for them', { XDG_CACHE_HOME: '', HOME: '/h' }, '/h/.cache/hcall'],
  [
    'the usual place where that is relative',
    { XDG_CACHE_HOME: 'x', HOME: '/h' },
    '/h/.cache/hcall',
  ],
  ['none without a home', {}, undefined],
  ['none for a home that is relative', { HOME: 'h' }, undefined],
])('%s', (_, environment, folder) => {
  expect(cacheFolder(environment)).toBe(folder);
});
