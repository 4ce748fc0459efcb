"""Which Trygg this is: the one place that says so. The package, the chart and the changelog are held to it.

While a version is being made it ends in `.dev0`; a release takes that away (docs/decisions/0095).
"""

from typing import Final

VERSION: Final = "0.1.0.dev0"
