#!/bin/bash
# Signs Stet.app inside out with the hardened runtime, and verifies the result. Runs on macOS only.
#   sign.sh Stet.app        STET_MAC_IDENTITY: a "Developer ID Application: ..." in the keychain
# The identifier is pinned: macOS ties a keychain item to it, and would ask for the password after
# every update if it changed.
set -eu
app=$1
here=$(dirname "$0")
identifier=$(/usr/libexec/PlistBuddy -c 'Print CFBundleIdentifier' "$app/Contents/Info.plist")
if [ -z "${STET_MAC_IDENTITY:-}" ]; then
  echo "No STET_MAC_IDENTITY: signed for this machine only, and not to be given away." >&2
  codesign --force --deep --sign - --identifier "$identifier" \
    --entitlements "$here/entitlements.plist" "$app"
  exit 0
fi
sign() {
  codesign --force --options runtime --timestamp --sign "$STET_MAC_IDENTITY" "$@"
}
find "$app/Contents" -type f \( -name '*.so' -o -name '*.dylib' \) -print0 |
  while IFS= read -r -d '' file; do sign "$file"; done
find "$app/Contents" -depth -type d -name '*.framework' -print0 |
  while IFS= read -r -d '' framework; do sign "$framework"; done
sign --identifier "$identifier" --entitlements "$here/entitlements.plist" "$app"
codesign --verify --deep --strict --verbose=2 "$app"
