# Sourced by scripts/build-etcd, build-helm and build-kubernetes, which have set $dest: Go, and a folder to build in
# that is removed at the end. Go is the machine's own if that is new enough, with its caches; else that of Debian's
# newest suites, unpacked in $scratch with all that it downloads. Nothing is installed, and no root is needed.
# shellcheck shell=bash

scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
go_packages=('forky,sid:golang-1.26-go' 'forky,sid:golang-1.26-src')

die() {
  echo "${0##*/}: $*" >&2
  exit 1
}

usage() {
  sed -n '2,/^set -/{/^#/s/^# \{0,1\}//p}' "$0"
  exit 2
}

# Without GOTOOLCHAIN=local Go would download another Go.
go_version() { # GO
  GOTOOLCHAIN=local "$1" env GOVERSION 2>/dev/null | sed -n 's/^.*go\([0-9][0-9.]*\).*$/\1/p'
}

new_enough() { # VERSION NEEDED
  [ -n "$1" ] && [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$2" ]
}

own_go() { # NEEDED
  local candidate
  for candidate in "$(command -v go || true)" /usr/local/go/bin/go /usr/lib/go-*/bin/go; do
    if [ -x "$candidate" ] && new_enough "$(go_version "$candidate")" "$1"; then
      echo "$candidate"
      return
    fi
  done
  return 1
}

# Debian has Go in two packages that refer to each other by links within /usr.
fetched_go() { # NEEDED
  local package found
  "$scripts/fetch-debs" --any-date "$scratch" "${go_packages[@]}" >&2 ||
    die "there is no Go $1 or newer here, and none could be fetched (above): install one"
  mkdir -p "$scratch/root"
  for package in "${go_packages[@]}"; do
    cp -al "$scratch/$(cat "$scratch/.from/$package")/usr" "$scratch/root/"
  done
  found=$(echo "$scratch"/root/usr/lib/go-*/bin/go)
  new_enough "$(go_version "$found")" "$1" ||
    die "there is no Go $1 or newer here, and Debian's is $(go_version "$found"): install one"
  echo "$found"
}

# Fills $go for the modules of these folders, and $scratch.
begin_build() { # FOLDER…
  local needed
  scratch=$dest/.go
  remove_scratch
  trap remove_scratch EXIT
  mkdir -p "$scratch"
  export GOTOOLCHAIN=local CGO_ENABLED=0 GOFLAGS=-mod=readonly GOWORK=off
  needed=$(sed -n 's/^go \([0-9.]*\)$/\1/p' "${@/%//go.mod}" | sort -V | tail -n 1)
  if ! go=$(own_go "$needed"); then
    go=$(fetched_go "$needed")
    export GOPATH=$scratch/path GOCACHE=$scratch/cache
  fi
}

remove_scratch() {
  # Go writes its module cache read-only.
  [ ! -d "$scratch" ] || chmod -R u+w "$scratch"
  rm -rf "$scratch"
}
