import { isLoopback } from "../run/route/proxy-rules.ts";

/** Where a CI job goes, and what stands in it. */
export interface CiJob {
  readonly path: string;
  readonly text: string;
}

/** What a job must know of where its server is. */
export interface Server {
  readonly url: string;
  /** The address holds a secret, so that no config names it. */
  readonly secretive: boolean;
}

export const FORGES = ["github", "gitlab"] as const;
export type Forge = (typeof FORGES)[number];

const github = (address: string): string => `name: quintet gate
on:
  workflow_dispatch:
  deployment_status:

# Two crowds on one staging system would disturb each other.
concurrency:
  group: quintet-staging
  cancel-in-progress: false

permissions:
  contents: read

jobs:
  gate:
    runs-on: ubuntu-latest
    timeout-minutes: 20
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      # Quintet is a development dependency here. --no: where it is not installed, nothing is fetched in its name.
      - run: npm ci
      # Exit 0 is a pass. 1 fail, 2 could not be judged and 3 missed deadlines all stop the deployment.
      - run: npx --no quintet gate --timeout 15m
        env:
          # A secret of yours: the accounts, one {"id","token"} a line. Without it those of the config count.
          QUINTET_ACCOUNTS: \${{ secrets.QUINTET_ACCOUNTS }}
${address}      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: quintet-report
          path: quintet-report/
`;

const gitlab = (address: string): string => `quintet-gate:
  image: node:24-slim
  stage: test
  timeout: 20 minutes
  # Two crowds on one staging system would disturb each other.
  resource_group: quintet-staging
  # Exit 0 is a pass. 1 fail, 2 could not be judged and 3 missed deadlines all stop the deployment.
  # Quintet is a development dependency here. --no: where it is not installed, nothing is fetched in its name.
  # The variable QUINTET_ACCOUNTS of your project: the accounts, one {"id","token"} a line. Without it those of the
  # config count.
${address}  script:
    - npm ci
    - npx --no quintet gate --timeout 15m
  artifacts:
    when: always
    paths:
      - quintet-report/
    reports:
      junit: quintet-report/junit.xml
`;

/** The job that stands before a deployment. Accounts, and an address that is secret, come from the forge's secrets. */
export function ciJob(forge: Forge, server: Server): CiJob {
  return forge === "github"
    ? { path: ".github/workflows/quintet.yml", text: github(atGithub(server)) }
    : { path: "quintet.gitlab-ci.yml", text: gitlab(atGitlab(server)) };
}

/** Whether only this machine reaches an address. */
export function isLocal(url: string): boolean {
  return isLoopback((URL.parse(url)?.hostname ?? "").replace(/^\[|\]$/g, ""));
}

function atGithub({ url, secretive }: Server): string {
  const lines = [
    ...(secretive
      ? [
          "# A secret of yours: the address, which the config does not hold.",
          "QUINTET_URL: ${{ secrets.QUINTET_URL }}",
        ]
      : []),
    ...(isLocal(url) ? notes(url) : []),
    ...(isLocal(url) && !secretive ? ["# QUINTET_URL: wss://staging.example.com/ws"] : []),
  ];
  return lines.map((line) => `          ${line}\n`).join("");
}

function atGitlab({ url, secretive }: Server): string {
  const lines = [
    ...(secretive
      ? ["# The variable QUINTET_URL of your project: the address, which the config does not hold."]
      : []),
    ...(isLocal(url) ? notes(url) : []),
    ...(isLocal(url) && !secretive
      ? ["# variables:", "#   QUINTET_URL: wss://staging.example.com/ws"]
      : []),
  ];
  return lines.map((line) => `  ${line}\n`).join("");
}

function notes(url: string): readonly string[] {
  return [
    `# Nobody listens at ${URL.parse(url)?.host ?? url} on the machine of this job, so that it exits 2. Let the config start`,
    '# your server, with target: { command: ["npm", "start"], url: "ws://127.0.0.1:{port}/ws" }; or start it in a step',
    "# before this one; or name one that is reached from here:",
  ];
}
