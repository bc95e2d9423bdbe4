"""Which trouble kept a session from working, and what helps against it. Pure."""
