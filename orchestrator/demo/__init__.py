"""The demonstration: a small plan, and a scripted worker that stands in for Claude."""
