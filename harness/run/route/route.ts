import { readGiven } from "../../crowd/read-given.ts";
import { HarnessError } from "../../errors/harness-error.ts";
import type { TargetConfig } from "../config.ts";
import { certificatesIn } from "./certificates.ts";
import { proxiesNamed, proxyFor, type ProxyRules, rulesOf } from "./proxy-rules.ts";

/** How a server of somebody else is reached: plain data, so that it can be handed to another thread. */
export interface Route {
  readonly proxy: ProxyRules;
  /** Certificates of an authority of one's own, PEM, and the file that they came from; null: the usual ones. */
  readonly ca: { readonly file: string; readonly pem: string } | null;
}

/**
 * The way that the config names, or the environment. Null: straight there. What we start ourselves is always
 * reached straight.
 *
 * @throws HarnessError `file-missing`, `bad-config`
 */
export async function routeTo(
  target: TargetConfig,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Route | null> {
  if (!("url" in target) || "command" in target) return null;
  const { proxy: named, ca: file } = target;
  const proxy = named === undefined ? proxiesNamed(environment) : rulesOf(named);
  // What cannot lead there is told before anything is opened.
  if (proxy)
    for (const address of [target.url, target.health ?? []].flat()) proxyFor(proxy, address);
  const ca = file === undefined ? null : { file, pem: await readAuthority(file) };
  return proxy === null && ca === null ? null : { proxy: proxy ?? rulesOf(null), ca };
}

async function readAuthority(file: string): Promise<string> {
  const text = await readGiven(file).catch((cause: unknown) => {
    throw new HarnessError("file-missing", `The certificate file ${file} cannot be read.`, {
      cause,
      hint: "Check the path of `ca` (or --ca): it is taken relative to the current folder.",
    });
  });
  if (certificatesIn(text).length > 0) return text;
  throw new HarnessError("bad-config", `${file} holds no certificate in PEM form.`, {
    hint: "It begins with -----BEGIN CERTIFICATE-----. From DER: openssl x509 -inform der -in corp.crt -out corp.pem",
  });
}
