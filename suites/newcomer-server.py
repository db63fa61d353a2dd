"""A chat server of somebody else's: Python's standard library alone, messages of its own shapes.

FAULT=leak: every fifth answer goes to somebody else. FAULT=lose: every fifth answer goes nowhere.
"""
import asyncio, base64, hashlib, json, os, struct

FAULT = os.environ.get("FAULT", "")
asked, clients = 0, []


async def receive(reader):
    """The next text message; None: the client is gone. Pings are skipped."""
    while True:
        first, second = await reader.readexactly(2)
        size = second & 127
        if size > 125:
            wide = await reader.readexactly(2 if size == 126 else 8)
            size = int.from_bytes(wide, "big")
        mask = await reader.readexactly(4)
        data = bytes(b ^ mask[i % 4] for i, b in enumerate(await reader.readexactly(size)))
        if first & 15 == 1:
            return data.decode()
        if first & 15 == 8:
            return None


def send(writer, **message):
    data = json.dumps(message).encode()
    size = bytes([len(data)]) if len(data) < 126 else b"\x7e" + struct.pack(">H", len(data))
    writer.write(b"\x81" + size + data)


async def serve(reader, writer):
    global asked
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    key = next(l for l in head.split("\r\n") if l.lower().startswith("sec-websocket-key:")).split()[1]
    accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest())
    writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n")
    clients.append(writer)
    try:
        while (text := await receive(reader)) is not None:
            question = json.loads(text)
            asked += 1
            wrong = asked % 5 == 0
            send(writer, what="busy", ticket=question["ticket"])
            for step in range(1 + asked % 2):
                await asyncio.sleep(0.01)
                send(writer, what="piece", ticket=question["ticket"], step=step)
            others = [client for client in clients if client is not writer]
            to = others[0] if wrong and FAULT == "leak" else writer
            if not (wrong and FAULT == "lose"):
                send(to, what="answer", ticket=question["ticket"], text="You asked: " + question["say"])
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    clients.remove(writer)
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", int(os.environ.get("PORT", "0")))
    print("listening on", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
