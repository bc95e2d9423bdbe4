#!/usr/bin/env python3
"""Launcher for a checkout: `python orchestrate.py run docs/master-plan.md`."""

from __future__ import annotations

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from orchestrator.__main__ import main

if __name__ == "__main__":
    main()
