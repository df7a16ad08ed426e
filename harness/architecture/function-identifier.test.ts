import { expect, test } from '@jest/globals';
import { functionIdentifier } from './function-identifier.ts';

test.each([
  ['PSCI_VERSION', 0x8400_0000n, 'fast', 32, 4, 'standard secure service', 0, false],
  ['PSCI_CPU_ON', 0xc400_0003n, 'fast', 64, 4, 'standard secure service', 3, false],
  ['what is above W0', 0xffff_ffff_8000_0001n, 'fast', 32, 0, 'Arm architecture', 1, false],
  ['of a CPU', 0x8100_0000n, 'fast', 32, 1, 'CPU service', 0, false],
  ['of KVM', 0xc600_0001n, 'fast', 64, 6, 'vendor specific hypervisor service', 1, false],
  ['the first reserved owner', 0x8700_0000n, 'fast', 32, 7, 'reserved', 0, false],
  ['the last reserved owner', 0xaf00_0000n, 'fast', 32, 47, 'reserved', 0, false],
  ['a trusted application', 0xb000_0000n, 'fast', 32, 48, 'trusted application', 0, false],
  ['a trusted OS', 0xb200_0004n, 'fast', 32, 50, 'trusted OS', 4, false],
  ['SVE hint', 0x8401_0000n, 'fast', 32, 4, 'standard secure service', 0, false],
  ['a bit that must be 0', 0x8402_0000n, 'fast', 32, 4, 'standard secure service', 0, true],
  ['a yielding call', 0x0200_0001n, 'yielding', 32, 2, 'trusted OS', 1, false],
  ['an old one', 0x3n, 'yielding', 32, 0, 'older than the convention', 3, false],
])('%s', (_, register, type, bits, owner, service, number, isReserved) => {
  expect(functionIdentifier(register)).toEqual({
    value: Number(BigInt.asUintN(32, register)),
    type,
    bits,
    owner,
    service,
    number,
    isReserved,
  });
});
