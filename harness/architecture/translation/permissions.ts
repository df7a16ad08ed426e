import type { Access } from './access.ts';
import { isMaintenance, isWrite } from './access.ts';
import type { Leaf } from './walk.ts';

export interface Permissions {
  readonly read: boolean;
  readonly write: boolean;
  readonly execute: boolean;
}

const bit = (value: bigint, at: bigint): boolean => ((value >> at) & 1n) === 1n;

/** EL2's stage 1 has one set of permissions (Arm ARM, AArch64.S1DirectBasePermissions). */
export function hypervisorPermissions(
  { descriptor, tableAttributes }: Leaf,
  wxn: boolean,
): Permissions {
  // AP[2] and APTable[1]; XN and XNTable.
  const write = !bit(descriptor, 7n) && !bit(tableAttributes, 62n);
  const never = bit(descriptor, 54n) || bit(tableAttributes, 60n);
  return { read: true, write, execute: !never && !(wxn && write) };
}

/** Those of EL1, or of EL0 where the access is not privileged. */
export function guestPermissions(
  { descriptor, tableAttributes }: Leaf,
  wxn: boolean,
  access: Access,
): Permissions {
  const readOnly = bit(descriptor, 7n) || bit(tableAttributes, 62n);
  // AP[1] and APTable[0].
  const user = bit(descriptor, 6n) && !bit(tableAttributes, 61n);
  if (access.level === 0 || access.unprivileged === true) {
    const write = user && !readOnly;
    const never = bit(descriptor, 54n) || bit(tableAttributes, 60n);
    return { read: user, write, execute: !never && !(wxn && write) };
  }
  const write = !readOnly;
  const never = bit(descriptor, 53n) || bit(tableAttributes, 59n);
  // What EL0 may write EL1 never executes.
  const execute = !never && !(user && write) && !(wxn && write);
  const denied = access.privilegedAccessNever === true && user && !isMaintenance(access);
  return { read: !denied, write: write && !denied, execute };
}

/** S2AP and XN; what may not be read may be executed (Arm ARM, AArch64.S2DirectBasePermissions). */
export function stage2Permissions({ descriptor }: Leaf): Permissions {
  return {
    read: bit(descriptor, 6n),
    write: bit(descriptor, 7n),
    execute: !bit(descriptor, 54n),
  };
}

/** What is missing for an access; undefined where nothing is. */
export function missing(
  access: Access,
  { read, write, execute }: Permissions,
): keyof Permissions | undefined {
  switch (access.kind) {
    case 'fetch':
      return execute ? undefined : 'execute';
    case 'load':
      return read ? undefined : 'read';
    case 'store':
    case 'zero':
    case 'invalidate':
      return write ? undefined : 'write';
    case 'atomic':
      return read ? (write ? undefined : 'write') : 'read';
    case 'clean':
    case 'instruction-cache':
      // From EL1 and EL2 neither of them needs any (AArch64.S1HasPermissionsFault).
      return access.level > 0 || read ? undefined : 'read';
  }
}

/** WnR: of an atomic access whether a read would have passed (Arm ARM, D13.2.37 "WnR"). */
export function writeOf(access: Access, lacks?: keyof Permissions): boolean {
  return access.kind === 'atomic' ? lacks === 'write' : isWrite(access);
}
