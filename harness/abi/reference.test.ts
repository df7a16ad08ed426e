import { expect, test } from '@jest/globals';
import { bundledAbiFolder } from '../installation.ts';
import { abiReference, tableReference } from './reference.ts';

const own = { name: 'mine', directory: '/project/abi/mine' };
const bundled = { name: 'immediate', directory: `${bundledAbiFolder}/immediate` };
const namesake = { name: 'immediate', directory: '/project/immediate' };

test.each([
  ['a known ABI', bundled, '/project', [bundledAbiFolder], 'immediate'],
  ['an ABI below', own, '/project', [bundledAbiFolder], './abi/mine'],
  ['an ABI elsewhere', own, '/project/kept', [], '../abi/mine'],
  ['the ABI of the folder itself', own, own.directory, [], './'],
  ['the ABI of the folder above', own, `${own.directory}/kept`, [], '../'],
  ['another ABI of a known name', namesake, '/project', [bundledAbiFolder], './immediate'],
])('%s has a name in a folder', (_, abi, folder, abiFolders, name) => {
  expect(abiReference(abi, folder, abiFolders)).toBe(name);
});

test.each([
  ['xen', 'guest', 'xen/guest'],
  ['xen/guest', 'guest', 'xen/guest'],
  ['./', 'mine', './mine'],
  ['old.S', 'mine', 'old.S/mine'],
])('of the vectors %j the table %j is %j', (vectors, table, name) => {
  expect(tableReference(vectors, table)).toBe(name);
});
