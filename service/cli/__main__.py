"""`python -m service.cli` is `trygg`."""

from service.cli import main

if __name__ == "__main__":
    main()
