/** What can go wrong with an execution itself, as data: its exit code, and what to do next. */
export interface ErrorEntry {
  /** Exit code of the process (see `verdict/exit-code.ts`): 2 could not judge, 64 bad usage, 70 defect. */
  readonly exit: 2 | 64 | 70;
  readonly hint: string;
}

export const ERRORS = {
  // Bad usage, bad config: nothing was started.
  "bad-usage": { exit: 64, hint: "Run `quintet --help`, or `quintet <command> --help`." },
  "no-target": {
    exit: 64,
    hint: "Name a target: `quintet run --url ws://host:port/path`, or a config file with `target`. `quintet demo` runs the built-in one.",
  },
  "bad-url": {
    exit: 64,
    hint: "Give a full ws:// or wss:// address, such as wss://staging.example.com/ws.",
  },
  "bad-config": {
    exit: 64,
    hint: "Correct what is named above; the type Config lists every key and its meaning.",
  },
  "file-missing": { exit: 64, hint: "Check the path: it is taken relative to the current folder." },
  "no-claims": {
    exit: 64,
    hint: 'List what the gate promises, such as `claims: { isolation: "claimed", completeness: "claimed", order: "claimed" }`.',
  },
  "too-few-accounts": {
    exit: 64,
    hint: "Supply more accounts (`accounts` in the config), or lower --users and --sentinels.",
  },
  "no-accounts": {
    exit: 64,
    hint: 'Tokens are minted only for loopback and own containers. Set QUINTET_JWT_SECRET, supply accounts (--accounts FILE), or, for a server without tokens, `dialect: json({ auth: "none" })`.',
  },
  "unwritable-output": {
    exit: 64,
    hint: "Choose a folder that you may write to: --out DIR.",
  },
  "not-a-history": {
    exit: 64,
    hint: "Name an output folder of Quintet, or its history.ndjson.",
  },
  // The execution could not judge.
  "history-partial": {
    exit: 2,
    hint: "The verdict.json beside it stands, and `quintet report` tells it. To judge again, record with --history full.",
  },
  "too-few-descriptors": {
    exit: 2,
    hint: "Share the crowd among more workers (--workers), or raise the limit of open files (ulimit -n).",
  },
  "too-few-ports": {
    exit: 2,
    hint: "Share the crowd among several machines with --shard, or widen net.ipv4.ip_local_port_range.",
  },
  dns: { exit: 2, hint: "The name does not resolve from here: check its spelling, VPN and DNS." },
  refused: { exit: 2, hint: "Nothing listens there: is the server up, and is this its port?" },
  tls: {
    exit: 2,
    hint: "The TLS handshake failed: check the certificate, its name, and ws:// against wss://. An authority of your own is named with `ca` of the target, --ca FILE or NODE_EXTRA_CA_CERTS.",
  },
  proxy: {
    exit: 2,
    hint: "Check `proxy` of the target, --proxy or HTTPS_PROXY: HTTP 407 wants credentials (http://user:password@proxy:port, in a variable), ECONNREFUSED means that nothing listens there. NO_PROXY names hosts that are reached without it.",
  },
  silent: {
    exit: 2,
    hint: "The address accepts TCP but never answered the upgrade: is it a WebSocket server, and is the path right?",
  },
  "not-websocket": {
    exit: 2,
    hint: "The upgrade was not answered with the 101 of a WebSocket server: check the path and the proxy before it.",
  },
  "no-stream": {
    exit: 2,
    hint: "The server answered with something other than a stream of server-sent events: check the path, the dialect's transport and the proxy before it.",
  },
  "all-refused": {
    exit: 2,
    hint: "The server refused every account: check the tokens, their secret (QUINTET_JWT_SECRET), audience and expiry, and whether it looks for them where they are sent (`auth` of the dialect, --auth of init).",
  },
  unavailable: {
    exit: 2,
    hint: "The server turned every connection away for now (429, 503 or 1013): wait, or lower --users and --connect-rate.",
  },
  unhealthy: { exit: 2, hint: "The health address did not answer 2xx in time: see target.log." },
  "no-engine": {
    exit: 2,
    hint: "Start a container engine (such as Docker) and check `docker info`. The demo does without: quintet demo --target process.",
  },
  "no-testcontainers": {
    exit: 2,
    hint: "Install it beside Quintet: npm install --save-dev testcontainers",
  },
  "no-compose": {
    exit: 2,
    hint: "Install the Compose plugin of Docker and check `docker compose version` (Debian: apt-get install docker-compose), or name an image or a Dockerfile.",
  },
  "no-socket-io": {
    exit: 2,
    hint: "Install it beside Quintet: npm install --save-dev socket.io-client@4.8 (or leave `client` out: then the protocol is spoken without it).",
  },
  "image-missing": {
    exit: 2,
    hint: "The image cannot be had from here: build or pull it first. Air-gapped: `npm run base-image` builds the base of the reference image.",
  },
  "wrong-version": {
    exit: 2,
    hint: "Wait until the deployment is through, or correct `version` in the config (or --expect-version).",
  },
  "target-exited": {
    exit: 2,
    hint: "The target's process ended by itself: its last lines tell why, and all stand in the target.log of a report.",
  },
  "target-not-ready": {
    exit: 2,
    hint: "The target was started and did not become ready in time: its last lines may tell why, and all stand in the target.log of a report.",
  },
  "port-in-use": {
    exit: 2,
    hint: "The port of the target is taken: end what listens there, or write {port} in `url` for a free one.",
  },
  "worker-died": {
    exit: 2,
    hint: "A worker is a process that drives a part of the crowd: memory may have run out (fewer users a worker, or --history off), or somebody ended it. Its users could not be judged.",
  },
  timeout: {
    exit: 2,
    hint: "The execution did not end within --timeout: raise it, or lower the load.",
  },
  "disk-full": {
    exit: 2,
    hint: "The history could not be written: free some space, or name another folder with --out.",
  },
  interrupted: {
    exit: 2,
    hint: "Interrupted: what was judged until then stands in the output folder.",
  },
  defect: { exit: 70, hint: "This is a defect in Quintet: please report it with the text above." },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;
