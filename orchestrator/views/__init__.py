"""Readings of the engine's values: terminal text and JSON."""
