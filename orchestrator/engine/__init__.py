"""Runs phases: the conductor chooses and waits, the runner takes one phase from top to bottom."""
