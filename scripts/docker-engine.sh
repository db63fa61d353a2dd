#!/usr/bin/env bash
# A Docker engine on a machine that has only root and Debian's packages.
#
#   docker-engine.sh start   use the engine that answers, or install docker.io and start one
#   docker-engine.sh stop    end the engine that this caller's `start` started, and no other
#
# "This caller" is the calling process, or whoever names the same folder in QUINTET_ENGINE_STATE.
# Exits 0 when the engine answers (start) or is gone (stop), 1 with its last log lines otherwise, 64 on bad usage.
set -uo pipefail

state="${QUINTET_ENGINE_STATE:-${TMPDIR:-/tmp}/quintet-engine-$PPID}"
pidfile="$state/dockerd.pid"
log="$state/dockerd.log"
readonly PATIENCE=60

answers() { timeout 5 docker info >/dev/null 2>&1; }

# The pid of our dockerd, if it still is one: numbers are used again.
ours() {
  local pid
  pid="$(cat "$pidfile" 2>/dev/null)" && [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = dockerd ] && printf '%s' "$pid"
}

fail() {
  printf 'docker-engine: %s\n' "$1" >&2
  [ -s "$log" ] && tail -n 20 "$log" >&2
  exit 1
}

install() {
  command -v apt-get >/dev/null || fail "no dockerd, and no apt-get to install it with"
  [ "$(id -u)" = 0 ] || fail "no dockerd, and installing it needs root"
  export DEBIAN_FRONTEND=noninteractive
  # What the package starts by itself would be no child of ours, and nobody would end it.
  local policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy"
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  fi
  { apt-get update && apt-get install -y --no-install-recommends docker.io iptables; } >"$log" 2>&1 ||
    fail "docker.io could not be installed"
}

start() {
  if answers; then
    echo "docker-engine: one answers already, it is left as it is"
    return 0
  fi
  mkdir -p "$state" && chmod 700 "$state" || exit 1
  command -v dockerd >/dev/null || install
  setsid --fork dockerd --pidfile "$pidfile" >"$log" 2>&1 </dev/null
  for ((waited = 0; waited < PATIENCE; waited++)); do
    if answers; then
      echo "docker-engine: started (pid $(ours)) after $waited s, log $log"
      return 0
    fi
    # dockerd writes its pid at once: a pid file whose process is gone means that it gave up.
    [ "$waited" -gt 2 ] && [ -z "$(ours)" ] && fail "dockerd ended by itself"
    sleep 1
  done
  stop >&2
  fail "no answer to \`docker info\` within $PATIENCE s"
}

stop() {
  local pid
  pid="$(ours)"
  if [ -z "$pid" ]; then
    echo "docker-engine: none was started here, nothing to stop"
    return 0
  fi
  kill -TERM "$pid"
  for ((waited = 0; waited < 30; waited++)); do
    [ -d "/proc/$pid" ] || break
    sleep 1
  done
  [ -d "/proc/$pid" ] && kill -KILL "$pid"
  rm -rf "$state"
  echo "docker-engine: stopped (pid $pid)"
}

case "${1:-}" in
  start) start ;;
  stop) stop ;;
  *)
    echo "usage: docker-engine.sh start|stop" >&2
    exit 64
    ;;
esac
