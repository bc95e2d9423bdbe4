"""The bundled run-time library: filled when a wheel is built, empty in a checkout.

In a wheel or zipapp the copies beside this file win over anything installed; in a
checkout the development environment supplies ``transitions``. The folder goes on
``sys.path`` only when the lifecycle is needed, so that `orchestrate done` pays nothing.
"""

from __future__ import annotations

import os
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))
if _HERE not in sys.path:
    sys.path.insert(0, _HERE)
