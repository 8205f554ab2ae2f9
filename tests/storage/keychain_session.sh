#!/bin/bash
# keychain_session.sh CMD...   runs CMD in a private D-Bus session with a real gnome-keyring.
# HOME must be a folder of its own. KEYRING_PASSWORD unlocks the keyring; without it, none is started.
set -u
export XDG_RUNTIME_DIR="$HOME/run"
mkdir -p "$XDG_RUNTIME_DIR" "$HOME/.local/share" && chmod 700 "$XDG_RUNTIME_DIR"
unset DISPLAY WAYLAND_DISPLAY
exec dbus-run-session -- bash -c '
  if [ -n "${KEYRING_PASSWORD:-}" ]; then
    printf %s "$KEYRING_PASSWORD" >"$HOME/run/password"
    gnome-keyring-daemon --foreground --unlock --components=secrets <"$HOME/run/password" >/dev/null 2>&1 &
    daemon=$!
    for _ in $(seq 200); do
      dbus-send --session --print-reply --dest=org.freedesktop.DBus / \
        org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets 2>/dev/null \
        | grep -q "boolean true" && break
      sleep .05
    done
    rm -f "$HOME/run/password"
  fi
  export KEYRING_PROCESS="${daemon:-}"
  "$@"
  code=$?
  if [ -n "${daemon:-}" ]; then kill -CONT "$daemon"; kill "$daemon"; wait "$daemon"; fi
  exit $code' _ "$@"
