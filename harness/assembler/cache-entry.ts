import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import { diagnosticCodes } from '../diagnostics/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ObjectFile } from './object.ts';
import { isList, isObjectFile, isPlace, isRecord } from './object-shape.ts';

/** A file that was read, and how to see that it is unchanged. */
export interface Dependency {
  readonly path: string;
  /** Of the content. */
  readonly hash: string;
  /** Of the inode; empty for a file that was too young when it was read for its times to show anything. */
  readonly stamp: string;
}

export interface Entry {
  readonly dependencies: readonly Dependency[];
  /** Files that would have been included instead, had they existed. */
  readonly absent: readonly string[];
  readonly object: ObjectFile;
  readonly warnings: readonly Diagnostic[];
}

/** The version counts changes of the shape. */
const magic = Buffer.from('hcall-object 1\n');
/** Bytes of a SHA-256. */
const digestSize = 32;

/**
 * An entry as bytes: the version, a checksum, the rest. The checksum is over the name too, so that an entry is no other
 * request's when it is copied or renamed.
 */
export function encodeEntry(entry: Entry, name: string): Uint8Array {
  const payload = serialize(entry);
  return Buffer.concat([magic, digestOf(payload, name), payload]);
}

/** The entry in some bytes, which may be anything; undefined unless `encodeEntry` made them for that name. */
export function decodeEntry(bytes: Buffer, name: string): Entry | undefined {
  const payload = bytes.subarray(magic.length + digestSize);
  const digest = bytes.subarray(magic.length, magic.length + digestSize);
  if (!bytes.subarray(0, magic.length).equals(magic)) {
    return undefined;
  }
  if (!digest.equals(digestOf(payload, name))) {
    return undefined;
  }
  try {
    const entry: unknown = deserialize(payload);
    return isEntry(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}

function digestOf(payload: Uint8Array, name: string): Buffer {
  return createHash('sha256').update(`${name}\n`).update(payload).digest();
}

/** A checksum says only that the bytes are as they were written. */
function isEntry(value: unknown): value is Entry {
  if (!isRecord(value)) {
    return false;
  }
  const { dependencies, absent, object, warnings } = value;
  return (
    isList(dependencies, isDependency) &&
    isList(absent, (path) => typeof path === 'string') &&
    isObjectFile(object) &&
    isList(warnings, isDiagnostic)
  );
}

function isDependency(value: unknown): boolean {
  return (
    isRecord(value) && ['path', 'hash', 'stamp'].every((key) => typeof value[key] === 'string')
  );
}

function isDiagnostic(value: unknown): boolean {
  if (!isRecord(value)) {
    return false;
  }
  const { code, severity, message, place, excerpt, trail, note } = value;
  return (
    typeof code === 'string' &&
    Object.hasOwn(diagnosticCodes, code) &&
    (severity === 'error' || severity === 'warning' || severity === 'note') &&
    typeof message === 'string' &&
    (place === undefined || isPlace(place)) &&
    (excerpt === undefined ||
      (isRecord(excerpt) &&
        typeof excerpt['text'] === 'string' &&
        Number.isSafeInteger(excerpt['length']))) &&
    (trail === undefined ||
      isList(
        trail,
        (step) => isRecord(step) && typeof step['what'] === 'string' && isPlace(step['place']),
      )) &&
    (note === undefined || typeof note === 'string')
  );
}
