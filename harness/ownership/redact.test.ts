import { expect, test } from "vitest";
import { redactJwts, redactTokens } from "./redact.ts";
import { createTokenSearch } from "./tokens.ts";

const TOKENS = new Map([
  ["amy", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbXkifQ.c2lnbmVk"],
  ["bo", "secret-of-bo"],
  ["cy", "shared-by-two"],
  ["di", "shared-by-two"],
]);
const search = createTokenSearch(TOKENS);

test("known tokens are named by their user, unknown ones by their shape", () => {
  const text = `é ${TOKENS.get("amy") ?? ""}, c2VjcmV0LW9mLWJv=secret-of-bo; shared-by-two eyJhbGciOiJub25lIn0.eyJz.`;
  expect(redactTokens(text, search)).toBe(
    "é [token of amy], [token of bo]=[token of bo]; [token of several users] [jwt]",
  );
});

test("other text stays as it is", () => {
  const text = "eyJ is how a token begins; a.b.c is none, and eyJhbGci alone is none";
  expect(redactTokens(text, search)).toBe(text);
});

test("an unsigned token and one inside an address go too", () => {
  expect(redactJwts("wss://host/ws?token=eyJhbGciOi.eyJzdWIi.&x=1")).toBe(
    "wss://host/ws?token=[jwt]&x=1",
  );
});

test("hostile text of nothing but beginnings is passed over", () => {
  const text = "eyJ".repeat(200_000);
  expect(redactJwts(text)).toBe(text);
});
