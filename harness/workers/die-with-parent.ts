import koffi from 'koffi';

/** PR_SET_PDEATHSIG (Linux, prctl(2)) */
const setParentDeathSignal = 1;
const sigkill = 9;

/**
 * Makes this process end when its parent does, in whatever way: guest code that never ends would otherwise keep the
 * process from learning that its parent is gone. Only on Linux; elsewhere such a process outlives a parent that is
 * killed.
 */
export function dieWithParent(parent: number): void {
  if (process.platform !== 'linux') {
    return;
  }
  const prctl = koffi.load(null).func('prctl', 'int', ['int', 'ulong']);
  prctl(setParentDeathSignal, sigkill);
  // It may have died before it was asked for.
  if (process.ppid !== parent) {
    process.exit(0);
  }
}
