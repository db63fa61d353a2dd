// Loaded by whatever Node the machine has: nothing in here may be newer than Node 18.

const OLDEST = { major: 22, minor: 22 } as const;

/** @param version as `process.versions.node` spells it */
export function isOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor);
}

/** What somebody with such a Node is told. */
export function tooOld(version: string): string {
  return `quintet needs Node ${OLDEST.major}.${OLDEST.minor} or newer, and this is ${version}. Install a newer one, or the package "node" beside quintet (npm install node), which brings one.`;
}
