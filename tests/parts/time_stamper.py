"""A time-stamping authority as OpenSSL has one (RFC 3161), behind a real HTTP server."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

_CONFIG = """
[ req ]
distinguished_name = name
prompt = no
[ name ]
CN = Time of the tests
[ stamps ]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[ tsa ]
default_tsa = here
[ here ]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
certs = {folder}/ca.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


@dataclass
class TimeStamper:
    """The authority; `ca` is what whoever checks stamps has to have from elsewhere."""

    folder: Path
    ca: Path
    port: int = 0
    asked: int = 0
    answer: bytes | None = None
    """What is said instead of a stamp."""

    def reply(self, query: bytes) -> bytes:
        """Return what the authority answers."""
        self.asked += 1
        if self.answer is not None:
            return self.answer
        (self.folder / "q.tsq").write_bytes(query)
        _openssl("ts", "-reply", "-queryfile", "q.tsq", "-out", "r.tsr", "-config", "c.cnf", folder=self.folder)
        return (self.folder / "r.tsr").read_bytes()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one question."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            assert "content-type: application/timestamp-query" in head
            query = await reader.readexactly(int(head.partition("content-length: ")[2].partition("\r")[0]))
            said = await asyncio.to_thread(self.reply, query)
            kind = "Content-Type: application/timestamp-reply"
            head_said = f"HTTP/1.1 200 OK\r\n{kind}\r\nContent-Length: {len(said)}\r\n\r\n"
            writer.write(head_said.encode() + said)
            await writer.drain()
        finally:
            writer.close()


def verifies(stamper: TimeStamper, data: Path, stamp: Path) -> bool:
    """Whether OpenSSL takes a stamp for one on a file's bytes."""
    words = ["openssl", "ts", "-verify", "-data", str(data), "-in", str(stamp), "-CAfile", str(stamper.ca)]
    return subprocess.run(words, capture_output=True, check=False, timeout=30).returncode == 0


@asynccontextmanager
async def time_stamper(folder: Path) -> AsyncIterator[TimeStamper]:
    """Make an authority in a folder, and have it answer on loopback."""
    folder.mkdir()
    (folder / "c.cnf").write_text(_CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")
    ec = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", "c.cnf")
    _openssl("req", "-x509", *ec, "-subj", "/CN=Authority", "-keyout", "ca.key", "-out", "ca.pem", folder=folder)
    _openssl("req", *ec, "-keyout", "tsa.key", "-out", "tsa.csr", folder=folder)
    signing = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "c.cnf", "-extensions", "stamps")
    _openssl("x509", "-req", "-in", "tsa.csr", *signing, "-out", "tsa.pem", folder=folder)
    stamper = TimeStamper(folder=folder, ca=folder / "ca.pem")
    server = await asyncio.start_server(stamper.serve, "127.0.0.1", 0)
    stamper.port = server.sockets[0].getsockname()[1]
    try:
        yield stamper
    finally:
        server.close()


def _openssl(*words: str, folder: Path) -> None:
    done = subprocess.run(["openssl", *words], cwd=folder, capture_output=True, check=False, timeout=30)
    assert done.returncode == 0, done.stderr.decode()
