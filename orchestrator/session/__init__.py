"""One `claude` process: its command line, its environment, its stream while it grows."""
