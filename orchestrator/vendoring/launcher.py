"""The program `orchestrate.py` of a copy.

It names no version and asks nothing of the package but `main`, so that an old one works with a new package
and the other way round. It has to be understood by any Python that it may be started with by mistake.
"""

from __future__ import annotations

TEXT = '''\
#!/usr/bin/env python3
"""Starts the orchestrate in this folder: `python orchestrate.py run docs/master-plan.md`.

Made by `orchestrate vendor`, which also checks and updates it; changes made here would be lost.
"""

import os
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
if sys.version_info < (3, 11):
    sys.stderr.write("orchestrate: Python 3.11 or newer is needed, this is %d.%d; " % sys.version_info[:2])
    sys.stderr.write("name another one, such as python3.11 orchestrate.py\\n")
    sys.exit(2)
if not os.path.exists(os.path.join(HERE, "orchestrator", "__main__.py")):
    # Otherwise another version that is installed would answer.
    sys.stderr.write("orchestrate: %s/orchestrator is not complete; " % HERE)
    sys.stderr.write("`orchestrate vendor DIR --update` of an installed orchestrate mends it\\n")
    sys.exit(2)
sys.path.insert(0, HERE)

from orchestrator.__main__ import main

if __name__ == "__main__":
    main()
'''
