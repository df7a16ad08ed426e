# shellcheck shell=bash
# Debian's kernel sources, for kernel-vectors and kernel-corpus; sourced by them behind environment.sh. Sets `kernels`, the
# folder that keeps what was fetched and built (XDG Base Directory Specification).

kernels=${XDG_CACHE_HOME:-$HOME/.cache}/hcall-kernels

# kernel_source_missing VERSION: prints the package that the source is in where apt does not know it and nothing is kept.
kernel_source_missing() {
  local package=linux-source-$1
  [ -f "$kernels/$package.tar.xz" ] && return
  [ -f "/usr/src/$package.tar.xz" ] && return
  [ -n "$(apt-cache show --no-all-versions "$package" 2>/dev/null)" ] && return
  echo "$package"
}

# fetch_kernel VERSION: sets `archive`, the packed source: that of an installed package, else the one that was fetched once.
fetch_kernel() {
  local package=linux-source-$1 part
  archive=/usr/src/$package.tar.xz
  if [ -f "$archive" ]; then return; fi
  archive=$kernels/$package.tar.xz
  if [ -f "$archive" ]; then return; fi
  part=$kernels/$package.part
  rm -rf "$part"
  mkdir -p "$part"
  # As root, apt would rather fetch as another user, who must not write here.
  run env -C "$part" apt-get -o APT::Sandbox::User=root -qq download "$package"
  run dpkg-deb -x "$part/$package"_*.deb "$part"
  basename "$part/$package"_*.deb | cut -d_ -f2 >"$kernels/$package.version"
  mv "$part/usr/src/$package.tar.xz" "$archive"
  rm -rf "$part"
}

# unpack_kernel ARCHIVE TREE: unpacks it. The tree is whole when it gets its name.
unpack_kernel() {
  rm -rf "$2" "$2.part"
  mkdir -p "$2.part"
  run tar -C "$2.part" --strip-components=1 -xf "$1"
  mv "$2.part" "$2"
}

# run COMMAND...: at low priority, in a process group of its own, which an interruption ends with all its processes.
child=
run() {
  local status=0
  set -m
  nice -n 19 "$@" </dev/null &
  child=$!
  set +m
  wait "$child" || status=$?
  child=
  return "$status"
}

interrupted() {
  trap '' INT TERM HUP
  if [ -n "$child" ]; then
    kill -TERM -- "-$child" 2>/dev/null || true
    wait "$child" 2>/dev/null || true
  fi
  echo "$(basename "$0"): interrupted; what is complete is kept in $kernels" >&2
  exit 130
}
trap interrupted INT TERM HUP
