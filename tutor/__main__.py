"""`python -m tutor …`: the engine without a web server. Exit codes: 0 done, 2 not usable, 3 cannot be judged."""

import sys

from tutor.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
