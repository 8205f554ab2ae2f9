#!/bin/sh
# Installs setup.exe under Wine, proves the program, upgrades it over itself, uninstalls it, and
# looks at what is left: nothing but the designer's own library.
#   try_setup.sh FILE-setup.exe
# Needs wine64 8.0 or later, xvfb, gcc-mingw-w64-x86-64-win32, and pefile (in the environment of
# make.py). Four libraries that Wine lacks are made here for the trial; none of them is shipped.
set -eu
setup=$(readlink -f "$1")
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
theirs=$(find /usr/lib /opt -path '*x86_64-windows/ucrtbase.dll' -printf '%h\n' -quit)
display=:$((90 + $$ % 900))

export WINEPREFIX="$work/prefix" WINEARCH=win64 WINEDEBUG=-all LC_ALL=C.UTF-8 STET_QUIET=1
export DISPLAY="$display"
unset SSL_CERT_FILE SSL_CERT_DIR
export WINEDLLOVERRIDES='mscoree,mshtml,winemenubuilder.exe=;ucrtbase,mscms,icuuc,bcryptprimitives=n,b'
Xvfb "$display" -screen 0 1280x900x24 >/dev/null 2>&1 &
window_system=$!
tidy() {
  wineserver -k 2>/dev/null || true
  kill "$window_system" 2>/dev/null || true
  rm -rf "$work"
}
trap tidy EXIT

run() { # Wine's Python wants a pipe where others take a file
  wine "$@" </dev/null 2>&1 | cat
}
stand_in() { # NAME SOURCE [FORWARD] [LIBRARY]
  set -- "$1" "$here/wine/$2" "${3:-}" "${4:-}"
  [ -z "$3" ] || python3 "$here/wine/exports.py" "$theirs/$1.dll" "$2" "$1" "$3" >"$work/$1.def"
  definitions=$([ -z "$3" ] || echo "$work/$1.def")
  # shellcheck disable=SC2086  # both may be nothing at all
  x86_64-w64-mingw32-gcc -O2 -fno-builtin -fno-strict-aliasing -shared -static -s -o "$system/$1.dll" "$2" $definitions $4
  [ -z "$3" ] || cp "$theirs/$1.dll" "$system/$3.dll"
}
state() { # every file but Windows' own, and the designer's part of the registry
  (cd "$WINEPREFIX/drive_c" && find . \( -path ./windows -o -path '*/Temp' \) -prune -o -print)
  run reg export 'HKCU\Software' 'C:\windows\temp\state.reg' /y >/dev/null
  iconv -f utf-16 -t utf-8 "$WINEPREFIX/drive_c/windows/temp/state.reg" | tr -d '\r'
}

wineboot -i >/dev/null 2>&1
wine winecfg -v win10 </dev/null >/dev/null 2>&1
wineserver -w
system="$WINEPREFIX/drive_c/windows/system32"
stand_in icuuc unicode_tables.c
stand_in bcryptprimitives random_numbers.c '' -ladvapi32
stand_in mscms colour_profiles.c wine_mscms
stand_in ucrtbase complex_numbers.c wine_ucrtbase

state | LC_ALL=C sort >"$work/before"
wine "$setup" /S </dev/null
program="$WINEPREFIX/drive_c/users/$(id -un)/AppData/Local/Programs/Stet"
[ -f "$program/stet.exe" ] || { echo "not installed"; exit 1; }
echo "installed: $(find "$program" -type f | wc -l) files, $(du -sm "$program" | cut -f1) MiB"

prove() { # the exit code goes past the pipe that Wine's Python needs
  (wine "$program/stet.exe" "$@" </dev/null 2>&1; echo $? >"$work/code") | tr -d '\r'
  [ "$(cat "$work/code")" = 0 ]
}
prove --self-check >"$work/check" || { cat "$work/check"; echo "the self-check failed"; exit 1; }
cat "$work/check"
grep -q 'Windows Credential Locker: kept, found and removed' "$work/check"
grep -q 'on windows' "$work/check"

library="$WINEPREFIX/drive_c/users/$(id -un)/AppData/Local/stet"
prove generate 'a lighthouse' --demo --quiet -o 'C:\windows\temp\lighthouse.png'
[ -s "$WINEPREFIX/drive_c/windows/temp/lighthouse.png" ]
[ -n "$(find "$library" -name '*.db' -o -name '*.sqlite*' | head -1)" ]

touch "$program/python/Lib/desktop/of_an_old_version.py"
wine "$setup" /S </dev/null
prove --self-check >/dev/null
echo "upgraded over itself"

wine "$program/uninstall.exe" /S </dev/null
tries=0
while [ -e "$program/uninstall.exe" ] && [ "$tries" -lt 120 ]; do
  tries=$((tries + 1))
  sleep 0.5
done
wineserver -w
[ -d "$library" ] || { echo "the library is gone"; exit 1; }
rm -f "$program/python/Lib/desktop/of_an_old_version.py"
find "$program" -depth -type d -empty -delete 2>/dev/null || true
state | LC_ALL=C sort >"$work/after"
if diff "$work/before" "$work/after" | grep '^>' | grep -i stet | grep -v 'AppData/Local/stet'; then
  echo "the above was left behind"
  exit 1
fi
echo "uninstalled: nothing left but the library"
