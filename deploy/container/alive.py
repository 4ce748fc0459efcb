"""Ends with 0 while the node of this container answers at all; whoever starts containers again goes by it.

It asks `/health/live` and not `/health/ready`: a node whose broker or database is away says so on its screens, and
a new start would take that from them and mend nothing.
"""

import http.client
import os
import ssl
import sys

WITHIN_S = 4.0


def main() -> int:
    """Ask the node on its own port, over TLS where it has a certificate; whose name it bears is not asked."""
    port = int(os.environ.get("TRYGG_HTTP_PORT", "8080"))
    if os.environ.get("TRYGG_TLS_CERTIFICATE"):
        unnamed = ssl.create_default_context()
        unnamed.check_hostname = False
        unnamed.verify_mode = ssl.CERT_NONE  # it is this very container
        asked: http.client.HTTPConnection = http.client.HTTPSConnection(
            "127.0.0.1", port, timeout=WITHIN_S, context=unnamed
        )
    else:
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=WITHIN_S)
    try:
        asked.request("GET", "/health/live")
        return 0 if asked.getresponse().status == http.client.OK else 1
    except (OSError, http.client.HTTPException):
        return 1
    finally:
        asked.close()


if __name__ == "__main__":
    sys.exit(main())
