"""Where the frozen program begins; the same as the command `stet`."""

import sys

from desktop.__main__ import main

sys.exit(main())
