"""Certificates for servers on the loopback."""

import ssl
import subprocess
from pathlib import Path


class Authority:
    """An authority of one's own, in a folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.file = folder / "authority.pem"
        self._key = folder / "authority.key"
        self._openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", f"/CN=Authority {folder.name}", "-keyout", self._key, "-out", self.file,
            "-addext", "basicConstraints=critical,CA:TRUE",
        )

    def _openssl(self, *arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, timeout=60)

    def certificate(self, name: str, *alternative: str, days: int = 1) -> tuple[Path, Path]:
        """A certificate and its key for `alternative` ("IP:127.0.0.1")."""
        key, request, certificate = (self.folder / f"{name}.{end}" for end in ("key", "csr", "pem"))
        extensions = self.folder / f"{name}.ext"
        extensions.write_text(f"subjectAltName={','.join(alternative)}\nextendedKeyUsage=serverAuth\n")
        self._openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", f"/CN={name}",
            "-keyout", key, "-out", request,
        )
        self._openssl(
            "x509", "-req", "-in", request, "-CA", self.file, "-CAkey", self._key, "-CAcreateserial", "-out",
            certificate, "-days", days, "-extfile", extensions,
        )
        return certificate, key

    def server(self, name: str, *alternative: str, days: int = 1) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.certificate(name, *alternative, days=days))
        return context
