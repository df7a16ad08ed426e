import { problemAt } from '../abi/document/problem-at.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { hexadecimal } from '../judge/finding.ts';

/** Throws `stand-in-store` for a call in which a function or firmware stored to no memory for data. */
export function requirePlaced<Made extends Pick<CallRecord, 'misplaced'>>(
  record: Made,
  nameOf: (address: bigint) => string,
): Made {
  const { misplaced } = record;
  if (misplaced !== undefined) {
    const { store, address } = misplaced;
    const bytes = store.size === 1 ? '1 byte goes' : `${store.size} bytes go`;
    const name = nameOf(address);
    throw problemAt(
      'stand-in-store',
      `${bytes} to ${name === hexadecimal(address) ? `${name}, where no memory is` : `${name}, which is no memory for data`}`,
      store.place,
      'a stand-in stores to regions, stacks, and data of the code; correct the address, or give the register that it depends on',
    );
  }
  return record;
}
