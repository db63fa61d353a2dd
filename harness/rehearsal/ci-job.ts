/** Where a CI job goes, and what stands in it. */
export interface CiJob {
  readonly path: string;
  readonly text: string;
}

export const FORGES = ["github", "gitlab"] as const;
export type Forge = (typeof FORGES)[number];

const GITHUB = `name: quintet gate
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
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: quintet-report
          path: quintet-report/
`;

const GITLAB = `quintet-gate:
  image: node:24-slim
  stage: test
  timeout: 20 minutes
  # Two crowds on one staging system would disturb each other.
  resource_group: quintet-staging
  # Exit 0 is a pass. 1 fail, 2 could not be judged and 3 missed deadlines all stop the deployment.
  # Quintet is a development dependency here. --no: where it is not installed, nothing is fetched in its name.
  # The variable QUINTET_ACCOUNTS of your project: the accounts, one {"id","token"} a line. Without it those of the
  # config count.
  script:
    - npm ci
    - npx --no quintet gate --timeout 15m
  artifacts:
    when: always
    paths:
      - quintet-report/
    reports:
      junit: quintet-report/junit.xml
`;

/** The job that stands before a deployment. Accounts come from the forge's secrets. */
export function ciJob(forge: Forge): CiJob {
  return forge === "github"
    ? { path: ".github/workflows/quintet.yml", text: GITHUB }
    : { path: "quintet.gitlab-ci.yml", text: GITLAB };
}

/** A suite of the user's own, to begin with. */
export const SUITE: CiJob = {
  path: "quintet.test.ts",
  text: `import { expect, test } from "quintet/vitest";

// The server of quintet.config.ts, one a worker. Run it with \`npx vitest run\`.
test("every user gets exactly its own events", async ({ crowd }) => {
  expect(await crowd({ users: 10, sentinels: 2, runsPerUser: 2 })).toPass();
});
`,
};
