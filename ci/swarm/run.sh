#!/usr/bin/env bash
# One execution on a Docker Swarm: a replicated job of as many shards as are asked for, then one verdict.
#
#   SHARDS=4 ci/swarm/run.sh --url wss://staging.example.com/ws --users 20000 --sentinels 20 --seed july
#
# All arguments go to `quintet run`. Ends with the exit code of `quintet merge`: 0 is a pass. Needs a manager of
# the swarm. Variables, all but the first of which have a default:
#
#   SHARDS    machines that share the crowd
#   IMAGE     image of Quintet, on every node                        quintet:local
#   MOUNT     volume that all nodes and this machine share,          type=volume,source=quintet,target=/shards
#             writable by user 1000; the report is left in it
#   ACCOUNTS  file of accounts, handed over as a secret (500 kB)     none
#   NETWORK   network that the shards are attached to                none
#   NOFILE    descriptors of a shard: its users, and some more     the engine's
#   AHEAD     seconds until the runs begin, in which all connect     60
#   TIMEOUT   seconds after which the job is given up                3600
#   NONCE     what no other execution has                            random
set -euo pipefail
: "${SHARDS:?name how many machines share the crowd}"
image="${IMAGE:-quintet:local}"
mount="${MOUNT:-type=volume,source=quintet,target=/shards}"
nonce="${NONCE:-$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')}"
service="quintet-$nonce"
start="$(date -u -d "+${AHEAD:-60} seconds" +%Y-%m-%dT%H:%M:%SZ)"
give_up=$((SECONDS + ${TIMEOUT:-3600}))

secret=()
accounts=()
# Of what ended with an error Swarm leaves the containers, which hold the volume: here they go, too.
clean() {
  docker service rm "$service" >/dev/null 2>&1 || true
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    docker ps --all --quiet --filter "label=com.docker.swarm.service.name=$service" |
      xargs --no-run-if-empty docker rm --force >/dev/null 2>&1 || true
    [ "${#secret[@]}" -eq 0 ] && break
    # A secret can go once no task holds it any more.
    docker secret rm "$service" >/dev/null 2>&1 && break
    sleep 1
  done
}
trap clean EXIT

if [ -n "${ACCOUNTS:-}" ]; then
  docker secret create "$service" "$ACCOUNTS" >/dev/null
  secret=(--secret "source=$service,target=accounts.ndjson,uid=1000,gid=1000,mode=0400")
  accounts=(--accounts /run/secrets/accounts.ndjson)
fi

# A job starts again what failed, whatever `--restart-condition` says; a shard must run once, so it leaves the verdict
# to `merge`. What could not even begin is tried again until all have ended. `--slot` knows how Swarm writes slot 0.
docker service create --quiet --detach --name "$service" \
  --mode replicated-job --replicas "$SHARDS" --restart-condition none --no-resolve-image \
  ${NOFILE:+--ulimit "nofile=$NOFILE:$NOFILE"} \
  --mount "$mount" ${NETWORK:+--network "$NETWORK"} ${secret[@]+"${secret[@]}"} \
  --env "QUINTET_SLOT={{.Task.Slot}}/$SHARDS" --env "QUINTET_OUT=/shards/$nonce/{{.Task.Slot}}" \
  --env "QUINTET_NONCE=$nonce" --env "QUINTET_START_AT=$start" \
  "$image" run --leave-verdict "$@" ${accounts[@]+"${accounts[@]}"} >/dev/null

# How many shards have a task that ended, perhaps beside one that was started again.
ended() {
  docker service ps "$service" --format '{{.Name}} {{.CurrentState}}' |
    awk '$2 ~ /^(Complete|Failed|Rejected|Orphaned|Shutdown)$/ { print $1 }' | sort -u | wc -l
}
while [ "$(ended)" -lt "$SHARDS" ]; do
  if [ "$SECONDS" -ge "$give_up" ]; then
    echo "swarm: $(ended) of $SHARDS shards ended in time" >&2
    docker service ps "$service" --no-trunc --format '{{.Name}} {{.CurrentState}} {{.Error}}' >&2
    break
  fi
  sleep 1
done
timeout 60 docker service logs --raw "$service" >&2 || true

docker run --rm --network none --mount "$mount" "$image" merge "/shards/$nonce" --out "/shards/$nonce/merged"
