# shellcheck shell=bash
# What the scripts of this folder share; sourced by them. Sets `checkout` and puts what scripts/setup unpacked
# without root into the search paths: behind the system's own, which win.

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
system=$checkout/.system

if [ -d "$system" ]; then
  PATH=$PATH:$system/bin
  LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$system/lib
  export PATH LD_LIBRARY_PATH
fi

# lock NAME: waits until no other process holds the lock of that name in this checkout. It is given back when this
# process ends, in whatever way. (macOS has no flock, but perl.)
lock() {
  mkdir -p "$checkout/.cache"
  exec 9>"$checkout/.cache/$1.lock"
  if command -v flock >/dev/null; then
    flock 9
  else
    perl -MFcntl=:flock -e 'open(LOCK, ">&=9") && flock(LOCK, LOCK_EX) or die "cannot lock: $!\n"'
  fi
}

# need_tool CHECK PROGRAM PACKAGE: ends a check that needs a program which is not there, and adds it to the file that
# HCALL_SKIPPED names, as tests do (harness/testing/tools.ts). With HCALL_REQUIRE_TOOLS=1 that is a failure.
need_tool() {
  command -v "$2" >/dev/null && return
  local want="$1: for want of $2 (apt-get install $3)"
  if [ "${HCALL_REQUIRE_TOOLS:-}" = 1 ]; then
    echo "$want" >&2
    exit 3
  fi
  echo "not run: $want"
  if [ -n "${HCALL_SKIPPED:-}" ]; then
    echo "$want" >>"$HCALL_SKIPPED"
  fi
  exit 0
}
