"""Markdown to a `Plan`, or to everything that is wrong with it. Pure."""
