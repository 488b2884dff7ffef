"""A mail server to test against: STARTTLS if it has a certificate, one file for each mail, and answers on demand."""

import asyncio
import itertools
import pathlib
import ssl
import sys

from aiosmtpd.controller import Controller


class Handler:
    """Keeps mails in a folder. `answers` holds what to say to recipients, in turn; afterwards everything is taken."""

    def __init__(self, folder: pathlib.Path, pause: float = 0.0):
        self.folder = folder
        self.pause = pause
        self.answers: list[str] = []
        self.count = itertools.count()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answers:
            answer = self.answers.pop(0)
            if not answer.startswith("250"):
                return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(self.pause)
        (self.folder / f"{next(self.count):04}.eml").write_bytes(envelope.content)
        return "250 taken"


class Server:
    """Listens on a free port of 127.0.0.1 until it is stopped."""

    def __init__(self, folder, certificate=None, key=None, pause=0.0):
        folder = pathlib.Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self.handler = Handler(folder, pause)
        options = {}
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
            options = {"tls_context": context, "require_starttls": True}
        import socket

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.controller = Controller(self.handler, hostname="127.0.0.1", port=port, **options)
        self.controller.start()
        self.url = f"smtp://localhost:{port}"

    def stop(self):
        self.controller.stop()

    def mails(self):
        import email
        from email import policy

        files = sorted(self.handler.folder.glob("*.eml"))
        return [email.message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
