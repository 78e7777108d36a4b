#!/bin/sh
# need.sh PATH=PACKAGE ...: sees to it that each PATH (a file, or a command) is there.
#
# As root, installs the Debian packages of those that are not. Otherwise, and when that fails,
# names them in one line: exit 3, or 1 in CI, where nothing may be missing.
set -u
missing=""
for pair in "$@"; do
    path=${pair%%=*}
    [ -e "$path" ] || command -v "$path" >/dev/null 2>&1 || missing="$missing ${pair#*=}"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing$missing" >&2
    log=$(mktemp)
    # shellcheck disable=SC2086  # one word each
    if DEBIAN_FRONTEND=noninteractive apt-get update >"$log" 2>&1 &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing \
            >>"$log" 2>&1; then
        rm -f "$log"
        exit 0
    fi
    tail -5 "$log" >&2
fi
echo "Missing on this system. Install it with: sudo apt-get install$missing" >&2
[ -z "${CI:-}" ] || exit 1
exit 3
