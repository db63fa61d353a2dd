import { changed, type Terms } from "../terms.ts";

export function rememberingThread(usual: Terms): Terms {
  const { crowd = {} } = usual.config;
  return changed(usual, { crowd: { ...crowd, runsPerThread: 3 } });
}
