#!/bin/bash
# Has Apple notarise a disk image, and staples the ticket to it. Runs on macOS only.
#   notarise.sh Stet.dmg     with STET_MAC_API_KEY (file of the key), STET_MAC_API_KEY_ID and
#                            STET_MAC_API_ISSUER of App Store Connect
set -eu
image=$1
if [ -z "${STET_MAC_API_KEY:-}" ]; then
  echo "No STET_MAC_API_KEY: not notarised; macOS will warn whoever opens it." >&2
  exit 0
fi
xcrun notarytool submit "$image" --wait --timeout 20m --key "$STET_MAC_API_KEY" \
  --key-id "$STET_MAC_API_KEY_ID" --issuer "$STET_MAC_API_ISSUER"
xcrun stapler staple "$image"
spctl --assess --type open --context context:primary-signature --verbose "$image"
