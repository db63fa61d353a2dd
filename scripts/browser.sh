#!/usr/bin/env bash
# A Chromium to look at reports with: the one of QUINTET_CHROMIUM, one that is here, or Debian's package.
# Prints its path. Exits 0 when there is one, 1 with the last log lines otherwise.
set -uo pipefail

for browser in "${QUINTET_CHROMIUM:-}" /usr/bin/chromium /usr/bin/google-chrome; do
  [ -n "$browser" ] && [ -x "$browser" ] && printf '%s\n' "$browser" && exit 0
done
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
{ apt-get update && apt-get install -y --no-install-recommends chromium fonts-dejavu-core; } >"$log" 2>&1
if [ -x /usr/bin/chromium ]; then
  printf '/usr/bin/chromium\n'
  exit 0
fi
printf 'browser: no Chromium, and Debian'"'"'s could not be installed (needs root)\n' >&2
tail -n 20 "$log" >&2
exit 1
