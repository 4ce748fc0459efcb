"""`trygg` with a disk that stalls before every commit: `python -m bench.stalled_disk serve`."""

import os
import time
from functools import partial

from service.cli import main
from service.store.opening import open_store
from service.wiring import serving

STALL_S = "TRYGG_BENCH_STALL_S"


def _stall() -> None:
    time.sleep(float(os.environ[STALL_S]))


if __name__ == "__main__":
    # The one place where a store is opened for serving; the settings of the product know no such thing.
    vars(serving)["open_store"] = partial(open_store, before_commit=_stall)
    main()
