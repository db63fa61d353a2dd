/** Answers to a handshake whose key is answered by `accept`, and which asked for these subprotocols. */
export type AnswerTo = (accept: string) => string | Buffer;

const UPGRADE = "Upgrade: websocket\r\n";
const CONNECTION = "Connection: Upgrade\r\n";

function switching(
  accept: string,
  headers: readonly string[],
  status = "HTTP/1.1 101 Switching Protocols",
): string {
  return `${status}\r\n${headers.join("")}Sec-WebSocket-Accept: ${accept}\r\n\r\n`;
}

/** A good one, with this line added. */
function withLine(line: string): AnswerTo {
  return (accept) => switching(accept, [UPGRADE, CONNECTION, `${line}\r\n`]);
}

/** A good one but for its first line. */
function withStatus(status: string): AnswerTo {
  return (accept) => switching(accept, [UPGRADE, CONNECTION], status);
}

function plain(status: string, headers: string, body = ""): AnswerTo {
  return () => `HTTP/1.1 ${status}\r\n${headers}\r\n${body}`;
}

/** Answers of all kinds, to a handshake without subprotocols. */
export const ANSWERS: Readonly<Record<string, AnswerTo>> = {
  "a plain one": (accept) => switching(accept, [UPGRADE, CONNECTION]),
  "other cases": (accept) =>
    `HTTP/1.1 101 Switching Protocols\r\nUPGRADE: WebSocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
  "another word of the status": withStatus("HTTP/1.1 101 Web Socket Protocol Handshake"),
  "no word of the status": withStatus("HTTP/1.1 101 "),
  "no word and no space": withStatus("HTTP/1.1 101"),
  "spaces behind the status": withStatus("HTTP/1.1 101 OK  "),
  "two spaces in the status line": withStatus("HTTP/1.1 101  OK"),
  "a status of four digits": withStatus("HTTP/1.1 1010 OK"),
  "a status of two digits": withStatus("HTTP/1.1 10 OK"),
  "letters as a status": withStatus("HTTP/1.1 abc OK"),
  "a control character in the status": withStatus("HTTP/1.1 101 O\x01K"),
  "latin letters in the status": withStatus("HTTP/1.1 101 Schön"),
  "HTTP/1.0": withStatus("HTTP/1.0 101 OK"),
  "HTTP/2.0": withStatus("HTTP/2.0 101 OK"),
  "HTTP/1.2": withStatus("HTTP/1.2 101 OK"),
  "small letters": withStatus("http/1.1 101 OK"),
  "an empty line first": withStatus("\r\nHTTP/1.1 101 OK"),
  "more headers": withLine("Date: today\r\nServer: x\r\nX-Empty: \r\nX-None:\r\nSet-Cookie: a=b"),
  "spaces around a value": withLine("X-Wide: \t a  b \t"),
  "no space before a value": withLine("X-Narrow:a"),
  "a tab in a value": withLine("X-Tab: a\tb"),
  "a colon in a value": withLine("X-Colon: a:b: c"),
  "latin letters in a value": (accept) =>
    Buffer.from(String(withLine("X-Latin: \xe4\xf6\xfc")(accept)), "latin1"),
  "a control character in a value": withLine("X-Control: a\x01b"),
  "a null in a value": withLine("X-Null: a\0b"),
  "a folded value": withLine("X-Folded: a\r\n b"),
  "a header without colon": withLine("X-Nothing"),
  "a header without name": withLine(": nothing"),
  "a space in a name": withLine("X Space: a"),
  "a space behind a name": withLine("X-Space : a"),
  "a name of odd letters": withLine("x!#$%&'*+-.^_`|~9: a"),
  "a bracket in a name": withLine("x(y): a"),
  "__proto__ as a name": withLine("__proto__: a"),
  "a header twice": withLine("X-Twice: a\r\nX-Twice: b"),
  "two cookies": withLine("Set-Cookie: a\r\nSet-Cookie: b"),
  "an upgrade twice": withLine("Upgrade: websocket"),
  "another upgrade as well": withLine("Upgrade: h2c"),
  "a connection twice": withLine("Connection: keep-alive"),
  "an accept twice": (accept) => String(withLine(`Sec-WebSocket-Accept: ${accept}`)(accept)),
  "line ends without CR": (accept) => switching(accept, [UPGRADE, CONNECTION]).replaceAll("\r", ""),
  "one line end without CR": withLine("X-Bare: a\nX-Next: b"),
  "a CR in a value": withLine("X-Bare: a\rX-Next: b"),
  "a connection of several words": (accept) =>
    switching(accept, [UPGRADE, "Connection: keep-alive, Upgrade\r\n"]),
  "a connection of another word": (accept) => switching(accept, [UPGRADE, "Connection: close\r\n"]),
  "no connection": (accept) => switching(accept, [UPGRADE]),
  "no upgrade": (accept) => switching(accept, [CONNECTION]),
  "neither of the two": (accept) => switching(accept, []),
  "an empty upgrade": (accept) => switching(accept, ["Upgrade: \r\n", CONNECTION]),
  "an upgrade to something else": (accept) => switching(accept, ["Upgrade: h2c\r\n", CONNECTION]),
  "no accept": () => plain("101 Switching Protocols", UPGRADE + CONNECTION)(""),
  "the accept of another": () => switching("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", [UPGRADE, CONNECTION]),
  "the accept in small letters": (accept) => switching(accept.toLowerCase(), [UPGRADE, CONNECTION]),
  "a length of 0": withLine("Content-Length: 0"),
  "a length of 5": withLine("Content-Length: 5"),
  "no number as length": withLine("Content-Length: x"),
  chunks: withLine("Transfer-Encoding: chunked"),
  "a subprotocol unasked": withLine("Sec-WebSocket-Protocol: chat"),
  "an empty subprotocol": withLine("Sec-WebSocket-Protocol: "),
  "an extension unasked": withLine("Sec-WebSocket-Extensions: permessage-deflate"),
  "an empty extension": withLine("Sec-WebSocket-Extensions: "),
  "a head of 5,000 bytes": withLine(`X-Long: ${"x".repeat(5_000)}`),
  "a head of 15,000 bytes": withLine(`X-Long: ${"x".repeat(15_000)}`),
  "a head of 17,000 bytes": withLine(`X-Long: ${"x".repeat(17_000)}`),
  "a head of 70,000 bytes": withLine(`X-Long: ${"x".repeat(70_000)}`),
  "a thousand headers": withLine(
    Array.from({ length: 1_000 }, (_, at) => `h${at}: x`).join("\r\n"),
  ),
  "three thousand headers": withLine(Array.from({ length: 3_000 }, () => "h:").join("\r\n")),
  "continue first": (accept) =>
    `HTTP/1.1 100 Continue\r\n\r\n${switching(accept, [UPGRADE, CONNECTION])}`,
  "early hints first": (accept) =>
    `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${switching(accept, [UPGRADE, CONNECTION])}`,
  "continue and nothing": () => "HTTP/1.1 100 Continue\r\n\r\n",
  processing: () => "HTTP/1.1 102 Processing\r\n\r\n",
  nothing: () => "",
  "half a word": () => "HTT",
  "half a head": (accept) => switching(accept, [UPGRADE, CONNECTION]).slice(0, -20),
  "all but the last byte": (accept) => switching(accept, [UPGRADE, CONNECTION]).slice(0, -1),
  "a mail server": () => "220 mail.example.com ESMTP\r\n",
  "a TLS alert": () => Buffer.from([0x15, 3, 1, 0, 2, 2, 70]),
  "frames without an answer": () => Buffer.from([0x81, 1, 0x78]),
  "a wrong head, in part": () => "HTTP/1.1 101 OK\r\nno header\r\n",
  "200 with a length": plain("200 OK", "Content-Length: 5\r\n", "hello"),
  "200 without a length": plain("200 OK", "", "until the end"),
  "200 in chunks": plain("200 OK", "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"),
  "200 that is cut off": plain("200 OK", "Content-Length: 50\r\n", "hello"),
  "200 with more than its length": plain("200 OK", "Content-Length: 5\r\n", "hello and more"),
  "chunks that are none": plain(
    "200 OK",
    "Transfer-Encoding: chunked\r\n",
    "5\r\nhello\r\nxyz\r\n",
  ),
  "chunks that are cut off": plain("200 OK", "Transfer-Encoding: chunked\r\n", "50\r\nhello"),
  "two lengths": plain("200 OK", "Content-Length: 5\r\nContent-Length: 6\r\n", "hello"),
  "200 that keeps alive": plain("200 OK", "Connection: keep-alive\r\nContent-Length: 2\r\n", "{}"),
  204: plain("204 No Content", ""),
  304: plain("304 Not Modified", ""),
  301: plain("301 Moved", "Location: ws://127.0.0.1:1/\r\nContent-Length: 0\r\n"),
  401: plain("401 Unauthorized", "WWW-Authenticate: Bearer\r\nContent-Length: 3\r\n", "no\n"),
  426: plain(
    "426 Upgrade Required",
    "Upgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 0\r\n",
  ),
  "200 with an upgrade": plain(
    "200 OK",
    "Upgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 0\r\n",
  ),
  500: plain("500 Oh", "Content-Length: 200000\r\n", "x".repeat(200_000)),
  "a large head of a refusal": plain("403 No", `X-Long: ${"x".repeat(17_000)}\r\n`),
};
