import { changed, type Terms } from "../terms.ts";

export function fragmented(usual: Terms): Terms {
  const { config, env } = changed(usual, { crowd: { ...usual.config.crowd, compression: true } });
  return { config, env: { ...env, QUINTET_COMPRESSION: "1" } };
}
