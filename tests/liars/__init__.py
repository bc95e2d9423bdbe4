"""The liars' bench: scripted workers with one vice each, whose phases must never be done, and honest ones."""
