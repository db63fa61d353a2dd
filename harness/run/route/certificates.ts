import { X509Certificate } from "node:crypto";

const BLOCK =
  /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]*-----END (?:TRUSTED )?CERTIFICATE-----/g;

/** The certificates of a PEM text; none at all where one of them cannot be read. */
export function certificatesIn(text: string): readonly X509Certificate[] {
  try {
    return Array.from(text.matchAll(BLOCK), ([block]) => new X509Certificate(block));
  } catch {
    return [];
  }
}
