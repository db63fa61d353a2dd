#!/usr/bin/env bash
# One execution on a Kubernetes cluster, in kubectl's current namespace: four shards, then one verdict.
#
#   ci/kubernetes/run.sh QUINTET_URL=wss://staging.example.com/ws QUINTET_USERS=20000 QUINTET_SENTINELS=20
#
# Arguments are options of `quintet run` as variables, the same for all shards. Exits 0 on a pass, 1 else.
# AHEAD: seconds until the runs begin, in which all pods must be up and connected (default 120).
# NONCE: what no other execution has (default random). SEED: repeats an earlier plan (default: the nonce).
set -euo pipefail
cd "$(dirname "$0")"
nonce="${NONCE:-$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')}"
start="$(date -u -d "+${AHEAD:-120} seconds" +%Y-%m-%dT%H:%M:%SZ)"

kubectl delete job quintet-shards quintet-merge --ignore-not-found --wait
kubectl create configmap quintet-execution --dry-run=client --output yaml \
  --from-literal "QUINTET_SEED=${SEED:-$nonce}" --from-literal "QUINTET_NONCE=$nonce" \
  --from-literal "QUINTET_START_AT=$start" "${@/#/--from-literal=}" | kubectl apply -f -

# Prints Complete or Failed once the job has ended: activeDeadlineSeconds bounds each, and this both.
ended() {
  while [ "$SECONDS" -lt 7500 ]; do
    kubectl get job "$1" --output 'jsonpath={range .status.conditions[?(@.status=="True")]}{.type} {end}' |
      tr ' ' '\n' | grep -xE 'Complete|Failed' && return
    sleep 2
  done
  echo "kubernetes: $1 did not end in time" >&2
  return 1
}

kubectl apply -f shards.yaml
ended quintet-shards
# Also after a failure: what a shard did not leave is unknown, by name.
kubectl apply -f merge.yaml
outcome="$(ended quintet-merge)"
kubectl logs job/quintet-merge
[ "$outcome" = Complete ]
