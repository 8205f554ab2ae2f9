#!/bin/sh
# Installs a .deb in a fresh Debian 12 that holds nothing else, starts it there, and removes it.
#   try_deb.sh FILE.deb [FOLDER]     FOLDER keeps the fresh system for the next time
# Needs root, debootstrap, xvfb and x11-utils.
set -eu
package=$(readlink -f "$1")
kept=${2:-}
work=$(mktemp -d)
fresh=${kept:-$work/fresh}
root=$work/root
display=:$((90 + $$ % 900))
window_system=

tidy() {
  [ -z "$window_system" ] || kill "$window_system" 2>/dev/null || true
  umount "$root/proc" "$root/dev" "$root/tmp/.X11-unix" 2>/dev/null || true
  rm -rf --one-file-system "$work"
}
trap tidy EXIT

[ -d "$fresh/usr" ] || debootstrap --variant=minbase bookworm "$fresh" >"$work/log" 2>&1 ||
  { tail "$work/log"; exit 1; }
cp -a "$fresh" "$root"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
cp "$package" "$root/tmp/stet.deb"

inside() { # nothing of this machine's environment goes along
  chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
    DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"
}
files() { # what lies there, caches and the records of dpkg and apt aside
  (cd "$root" && find . \( -path ./proc -o -path ./dev -o -path ./tmp -o -path ./var/cache \
    -o -path ./var/lib/apt -o -path ./var/lib/dpkg -o -path ./var/log -o -path ./run \) -prune \
    -o -print | LC_ALL=C sort)
}

inside apt-get update -qq
inside apt-get install -y -qq --no-install-recommends /tmp/stet.deb >"$work/log" 2>&1 ||
  { tail -20 "$work/log"; exit 1; }
inside dpkg --verify stet
echo "installed: $(inside dpkg-query -W -f '${Version}' stet)"

echo "with an empty environment:"
chroot "$root" /usr/bin/env -i /usr/bin/stet --self-check </dev/null

mkdir -p "$root/tmp/.X11-unix"
Xvfb "$display" -screen 0 1280x900x24 >/dev/null 2>&1 &
window_system=$!
mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
inside env DISPLAY="$display" timeout 60 stet --demo \
  /usr/lib/stet/_internal/resources/pictures/sample.jpg </dev/null >"$work/window.log" 2>&1 &
program=$!
tries=0
until xwininfo -display "$display" -root -tree 2>/dev/null | grep -q 'sample.jpg.*"stet"\|"stet" "stet"'; do
  tries=$((tries + 1))
  [ "$tries" -lt 100 ] && kill -0 "$program" 2>/dev/null ||
    { echo "no window"; cat "$work/window.log"; exit 1; }
  sleep 0.2
done
echo "a window: $(xwininfo -display "$display" -root -tree | grep -m1 '"stet"')"
kill "$program" 2>/dev/null || true
wait "$program" 2>/dev/null || true

files >"$work/with"
inside apt-get purge -y -qq stet >/dev/null 2>&1
files >"$work/without"
if grep -i stet "$work/without" | grep -v '^./root/'; then
  echo "the files above were left behind"
  exit 1
fi
[ "$(inside dpkg-query -W -f '${db:Status-Status}' stet 2>/dev/null || true)" != installed ]
echo "purged: $(($(wc -l <"$work/with") - $(wc -l <"$work/without"))) files and folders gone, none left"
