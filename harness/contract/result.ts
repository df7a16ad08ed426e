import type { Plain } from '../collections/plain.ts';
import type {
  contractEntryShape,
  contractExceptionShape,
  contractFindingShape,
  contractNoteShape,
  contractShape,
  declarationShape,
  deliveredValueShape,
  measuredWayShape,
} from './result-shape.ts';

/** What a way leaves in a register, where whoever it was runs again. */
export type DeliveredValue = Plain<typeof deliveredValueShape>;

/** What abi.yaml says of an operation on a table. */
export type Declaration = Plain<typeof declarationShape>;

/** What was measured of a way. */
export type MeasuredWay = Plain<typeof measuredWayShape>;

/** One operation on one path of one table: what was measured, and what abi.yaml declares. */
export type ContractEntry = Plain<typeof contractEntryShape>;

/** One way into one table that is no call. */
export type ContractException = Plain<typeof contractExceptionShape>;

/** Where a table does not do as abi.yaml declares, as the judge says it of a test. */
export type ContractFinding = Plain<typeof contractFindingShape>;

/** What abi.yaml declares and nothing was seen of, and what takes exceptions for calls: worth knowing, and not wrong. */
export type ContractNote = Plain<typeof contractNoteShape>;

/** Every way into the tables of an ABI. */
export type ContractResult = Plain<typeof contractShape>;
