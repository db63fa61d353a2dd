import { expect, test } from "vitest";
import { html, trusted } from "./markup.ts";

test("what is put in stands there as text, in an element and in an attribute", () => {
  const text = `<b title="x">&'`;
  expect(html`<p title="${text}">${text}</p>`.markup).toBe(
    `<p title="&lt;b title=&quot;x&quot;&gt;&amp;&#39;">&lt;b title=&quot;x&quot;&gt;&amp;&#39;</p>`,
  );
});

test("what is not seen is shown, and line feeds stay", () => {
  expect(html`${"a\u202eb\u0000c\ud800d\ne\u200bf"}`.markup).toBe(
    "a\\u{202e}b\\u{0}c\\u{d800}d\ne\\u{200b}f",
  );
});

test("pieces, lists, numbers and nothing", () => {
  expect(html`${[html`<i>1</i>`, "<", 2]}${null}${false}${trusted("<hr>")}`.markup).toBe(
    "<i>1</i>&lt;2<hr>",
  );
});
