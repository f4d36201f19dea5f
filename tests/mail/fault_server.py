"""A mail server on the loopback that does what it is told, faults above all."""

import asyncio
import logging
import ssl
import threading
from collections import Counter
from email import message_from_bytes, policy

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

# Connections that break are what this is for.
logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)


class FaultServer:
    """Takes mail. `script` is asked at each step for a fault: it gets the step's name ("connect",
    "rcpt", "data" as DATA begins, "message" once the message is there, "taken" after that) and the
    recipient, and answers None, an answer like "451 later", "drop", or "stall". After "taken" the
    message counts as stored, so a drop there is a lost 250."""

    def __init__(self, script=None, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None,
                 password: str | None = None):
        self.script = script or (lambda step, to: None)
        self.messages: list[tuple[str, bytes]] = []
        self.steps: Counter = Counter()
        self.in_plain_text = 0
        self.users: list[str] = []
        self._tls, self._starttls, self._password = tls, starttls, password
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    def _run(self):
        asyncio.set_event_loop(self._loop)
        listening = self._loop.create_server(self._session, "127.0.0.1", 0, ssl=self._tls)
        self._server = self._loop.run_until_complete(listening)
        self.port = self._server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()

    def _session(self):
        # aiosmtpd counts a connection that is TLS from the first byte as plain.
        signs_in = self._password is not None
        return Session(
            self, hostname="mail.example.com", enable_SMTPUTF8=True, tls_context=self._starttls,
            require_starttls=self._starttls is not None, auth_require_tls=self._starttls is not None,
            auth_required=signs_in, authenticator=self.authenticate if signs_in else None, loop=self._loop,
        )

    def authenticate(self, server, session, envelope, mechanism, data):
        assert isinstance(data, LoginPassword)
        self.steps["auth"] += 1
        self.users.append(data.login.decode())
        return AuthResult(success=data.password.decode() == self._password, handled=False)

    async def step(self, session, step: str, to: str):
        """Answers what to say instead, if anything."""
        self.steps[step] += 1
        fault = self.script(step, to)
        if fault == "stall":
            await asyncio.sleep(3600)
        if fault == "drop":
            session.transport.abort()
            await asyncio.sleep(3600)
        return fault

    def parsed(self):
        return [message_from_bytes(raw, policy=policy.default) for _, raw in self.messages]

    def ids(self) -> Counter:
        return Counter(message["Message-ID"] for message in self.parsed())

    def close(self):
        async def end():
            self._server.close()
            tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


class Handler:
    def __init__(self, server: FaultServer):
        self.server = server

    async def handle_RCPT(self, session, _, envelope, address, options):
        if fault := await self.server.step(session, "rcpt", address):
            return fault
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, session, _, envelope):
        to = envelope.rcpt_tos[0]
        if fault := await self.server.step(session, "message", to):
            return fault
        self.server.messages.append((to, envelope.content))
        if fault := await self.server.step(session, "taken", to):
            return fault
        return "250 taken"


class Session(SMTP):
    def __init__(self, server: FaultServer, **settings):
        super().__init__(Handler(server), **settings)
        self._faults = server

    async def _handle_client(self):
        # The handler's steps drop connections through what it is given of the session.
        self.session.transport = self.transport
        greeting = await self._faults.step(self.session, "connect", "")
        if greeting:
            await self.push(greeting)
            self.transport.close()
            return
        await super()._handle_client()

    async def smtp_DATA(self, arg):
        to = self.envelope.rcpt_tos[0] if self.envelope.rcpt_tos else ""
        if fault := await self._faults.step(self.session, "data", to):
            await self.push(fault)
            return
        await super().smtp_DATA(arg)

    async def smtp_MAIL(self, arg):
        if self.session.ssl is None and self._faults._tls is None:
            self._faults.in_plain_text += 1
        await super().smtp_MAIL(arg)
