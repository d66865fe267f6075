#!/usr/bin/env bash
# Makes sure that the tools are there. Quick and silent when nothing is missing.
#
#   scripts/setup.sh build   what building needs: Rust, a C compiler (SQLite is compiled in), Node.js
#   scripts/setup.sh test    what the tests need besides: PostgreSQL, Chromium, a Chinese font, servers of
#                            mail, SSH, FTP, Redis and MariaDB, and a reader of PDF
#
# Debian packages are installed when we are root or sudo asks no password; otherwise the missing ones are named. The tests
# start servers of their own, so no package that is installed here may leave one running.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

rust_needed=1.95
node_needed=20.19

# True when version $1 is at least $2.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

chromium_found() { has chromium || has chromium-browser || has google-chrome || [ -n "${JIANYUE_CHROMIUM:-}" ]; }

chinese_font_found() { has fc-list && [ -n "$(fc-list ':lang=zh-cn' family 2>/dev/null)" ]; }

install_packages() {
  [ "$#" -gt 0 ] || return 0
  has apt-get || die "missing: $*. This is no Debian-like system; install the equivalents and run make again."
  say "setup: installing with apt-get: $*"
  as_root true || die "missing: $*. Run as root, or: sudo apt-get install --no-install-recommends $*"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 ||
    say "setup: apt-get update failed; trying with the lists that are here"
  keep_services_still
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2 ||
    die "apt-get could not install: $*. Check the network and the package sources, then run make again."
  let_services_start
}

# Debian asks this program whether a package may start its service; 101 says no (invoke-rc.d(8)). A machine that has one
# has its own opinion, which stands.
service_policy=/usr/sbin/policy-rc.d

keep_services_still() {
  [ ! -e "$service_policy" ] || return 0
  trap let_services_start EXIT
  printf '#!/bin/sh\n# Put here by scripts/setup.sh of Jianyue while it installs packages; it takes it away again.\nexit 101\n' |
    as_root tee "$service_policy" >/dev/null
  as_root chmod 755 "$service_policy"
}

let_services_start() {
  if grep -qs 'Put here by scripts/setup.sh of Jianyue' "$service_policy"; then as_root rm -f "$service_policy"; fi
}

setup_build() {
  local packages=() version
  has cc || packages+=(build-essential)
  # SSH of the probes: libssh2 is compiled in and takes its ciphers from OpenSSL.
  [ -e /usr/include/openssl/ssl.h ] || packages+=(libssl-dev)
  has pkg-config || packages+=(pkg-config)
  install_packages "${packages[@]}"

  has cargo || die "cargo is missing. Install Rust $rust_needed or newer (https://rustup.rs), then run make again."
  version=$(rustc --version | cut -d ' ' -f 2)
  at_least "$version" "$rust_needed" || die "Rust $version is too old. Jianyue needs $rust_needed: rustup update stable"

  if ! has node || ! has npm; then
    die "Node.js is missing. Install Node.js $node_needed or newer with npm (https://nodejs.org)."
  fi
  version=$(node --version | tr -d v)
  at_least "$version" "$node_needed" || die "Node.js $version is too old. The web part needs $node_needed or newer."
}

setup_test() {
  local packages=()
  if [ -z "${JIANYUE_TEST_POSTGRES:-}" ] && [ -z "$(postgres_bin)" ]; then packages+=(postgresql); fi
  chromium_found || packages+=(chromium)
  has aiosmtpd || packages+=(python3-aiosmtpd)
  [ -x /usr/sbin/dovecot ] || has dovecot || packages+=(dovecot-imapd)
  # What probes are tested against.
  [ -x /usr/sbin/sshd ] || packages+=(openssh-server)
  has redis-server || packages+=(redis-server)
  [ -x /usr/sbin/mariadbd ] || packages+=(mariadb-server)
  [ -x /usr/sbin/vsftpd ] || packages+=(vsftpd)
  # Papers are read back as their readers read them.
  has pdftotext || packages+=(poppler-utils)
  chinese_font_found || packages+=(fontconfig fonts-noto-cjk)
  install_packages "${packages[@]}"
  has cargo-nextest || say "setup: cargo-nextest is not installed; the tests run with cargo test, which is slower" \
    "(cargo install cargo-nextest --locked)"
}

case "${1:-}" in
build) setup_build ;;
test) setup_test ;;
*) die "usage: scripts/setup.sh build|test" ;;
esac
