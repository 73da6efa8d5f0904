# Sourced by ./run and ./test: what a bare Debian or Ubuntu needs before either can start.
# shellcheck shell=bash disable=SC2034 # some of its variables are for those who source it

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=$root/.tools

die() {
  echo "${0##*/}: $*" >&2
  exit 1
}

# Sets $logs, the folder for the output of each step, which is shown if it fails.
use_logs() {
  logs=$1
  mkdir -p "$logs"
}

# step TEXT COMMAND…: one line, with the seconds it took; on failure the command's output, and status 1.
# It waits in `wait`, so that a signal is handled at once; $step is the process to end then.
step() {
  local text=$1 log=$logs/step.log began=$SECONDS
  shift
  printf '%s … ' "$text"
  "$@" >"$log" 2>&1 &
  step=$!
  if wait "$step"; then
    step=
    echo "$((SECONDS - began)) s"
  else
    step=
    echo "failed"
    tail -n 40 "$log" | sed 's/^/  /' >&2
    return 1
  fi
}

# The same in its own session, which a signal can end with all that the command started.
own_session() {
  exec setsid "$@"
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    exec "$@"
  else
    exec sudo "$@"
  fi
}

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 "$@"
}

# A signal must not reach dpkg half-way: $installing tells the trap to wait.
apt_step() { # TEXT ARGUMENT…
  local text=$1
  shift
  installing=yes
  step "$text" apt_get "$@" || return
  installing=
}

# The first of the given names that apt knows.
known_package() {
  local package
  for package in "$@"; do
    if [ -n "$(apt-cache madison "$package" 2>/dev/null)" ]; then
      echo "$package"
      return
    fi
  done
  return 1
}

may_install() { # WHAT
  command -v apt-get >/dev/null || die "$1 is missing, and there is no apt-get to install it with: install it yourself"
  [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null ||
    die "$1 is missing, and installing it needs root: run this as root, or install it yourself"
}

refresh_apt() {
  [ -z "${apt_refreshed:-}" ] || return 0
  apt_step "Reading the distribution's package lists" update ||
    die "apt-get update failed (above): check the network and /etc/apt, then start again"
  apt_refreshed=yes
}

install_package() { # WHAT NAME…: the first name that the distribution has
  local what=$1 package
  shift
  may_install "$what"
  refresh_apt
  package=$(known_package "$@") || die "this distribution has none of $*: install $what yourself"
  # Slim images lack this folder, without which Java's package fails to install.
  [ "$(id -u)" -ne 0 ] || mkdir -p /usr/share/man/man1
  apt_step "Installing $package" install --no-install-recommends "$package" ||
    die "installing $package failed (above): fix that, or install $what yourself, then start again"
}

jdk_major() { # JAVA_HOME
  local version
  [ -x "$1/bin/javac" ] || return 1
  version=$("$1/bin/javac" -version 2>&1) || return 1
  version=${version#javac }
  echo "${version%%[!0-9]*}"
}

# Exports JAVA_HOME: the user's own, that of the PATH, or any under /usr/lib/jvm, the oldest that will do.
find_jdk() {
  local home
  for home in "${JAVA_HOME:-}" "$(path_jdk)" /usr/lib/jvm/*; do
    if [ -n "$home" ] && [ "$(jdk_major "$home" || echo 0)" -ge 17 ]; then
      export JAVA_HOME=$home
      return
    fi
  done
  return 1
}

path_jdk() {
  local javac
  javac=$(command -v javac) || return 0
  dirname "$(dirname "$(readlink -f "$javac")")"
}

need_jdk() {
  find_jdk && return
  install_package "a JDK of version 17 or newer" openjdk-17-jdk-headless openjdk-21-jdk-headless \
    openjdk-25-jdk-headless default-jdk-headless
  find_jdk || die "no JDK of version 17 or newer, even after installing: set JAVA_HOME to one"
}

at_least() { # VERSION MINIMUM
  [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$2" ]
}
