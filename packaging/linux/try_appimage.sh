#!/bin/sh
# Runs an AppImage mounted and unpacked, as this user and as nobody, and looks at what it leaves.
#   try_appimage.sh FILE.AppImage
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
install -m 755 "$1" "$work/Stet.AppImage"
mkdir -m 1777 "$work/temporary"

run() { # MODE USER: only what the mode needs is in the environment
  echo "$1, as $2:"
  home=$work/home-$2
  mkdir -p "$home"
  chown "$2" "$home" 2>/dev/null || true
  set -- "$1" "$2" env -i HOME="$home" PATH=/usr/bin:/bin TMPDIR="$work/temporary" LC_ALL=C.UTF-8
  [ "$1" = mounted ] || set -- "$@" APPIMAGE_EXTRACT_AND_RUN=1
  user=$2
  shift 2
  [ "$user" = "$(id -un)" ] || set -- setpriv --reuid "$user" --regid nogroup --clear-groups "$@"
  "$@" "$work/Stet.AppImage" --self-check </dev/null >"$work/said" 2>&1 ||
    { cat "$work/said"; exit 1; }
  tail -1 "$work/said"
}

run mounted "$(id -un)"
run unpacked "$(id -un)"
if [ "$(id -u)" = 0 ]; then
  run mounted nobody
  run unpacked nobody
fi
[ -z "$(ls -A "$work/temporary")" ] || { ls -A "$work/temporary"; echo "left behind"; exit 1; }
! grep -q "$work" /proc/mounts || { echo "still mounted"; exit 1; }

(cd "$work" && ./Stet.AppImage --appimage-extract && squashfs-root/AppRun --version)
echo "nothing left behind"
