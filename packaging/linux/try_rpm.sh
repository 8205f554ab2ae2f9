#!/bin/sh
# Installs an .rpm into an empty root with rpm itself, proves the program, verifies every file, and
# removes it. What the package requires is listed; the libraries are those of this machine.
#   try_rpm.sh FILE.rpm
set -eu
package=$(readlink -f "$1")
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

rpm --root "$root" --initdb
rpm --root "$root" -i --nodeps --noscripts "$package"
echo "installed: $(rpm --root "$root" -q stet)"
rpm -qp --requires "$package" | tr '\n' ' '
echo
rpm --root "$root" -V --nodeps stet
[ "$(rpm -qp --queryformat '%{BUILDHOST}' "$package")" = localhost ]

env -i "$root/usr/bin/stet" --self-check </dev/null

rpm --root "$root" -e --nodeps stet
if find "$root" -iname '*stet*' | grep .; then
  echo "the files above were left behind"
  exit 1
fi
echo "removed: no file left"
