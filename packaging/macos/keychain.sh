#!/bin/bash
# On a build machine: puts the Developer ID certificate (base64 in CERTIFICATE) into a keychain of
# its own and the notarising key (API_KEY) into a file. Without them it does nothing.
set -eu
if [ -z "${CERTIFICATE:-}" ]; then
  echo "No certificate: the bundle will be signed for this machine only." >&2
  exit 0
fi
keychain=$RUNNER_TEMP/stet.keychain-db
secret=$(openssl rand -hex 20)
printf '%s' "$CERTIFICATE" | base64 --decode >"$RUNNER_TEMP/certificate.p12"
security create-keychain -p "$secret" "$keychain"
security set-keychain-settings -lut 7200 "$keychain"
security unlock-keychain -p "$secret" "$keychain"
security import "$RUNNER_TEMP/certificate.p12" -P "$PASSWORD" -A -t cert -f pkcs12 -k "$keychain"
security set-key-partition-list -S apple-tool:,apple: -k "$secret" "$keychain" >/dev/null
security list-keychains -d user -s "$keychain" login.keychain-db
rm "$RUNNER_TEMP/certificate.p12"
if [ -n "${API_KEY:-}" ]; then
  printf '%s' "$API_KEY" >"$RUNNER_TEMP/notary.p8"
  echo "STET_MAC_API_KEY=$RUNNER_TEMP/notary.p8" >>"$GITHUB_ENV"
fi
