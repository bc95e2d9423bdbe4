"""Lines of Claude's stream-json to typed events, and what they add up to. Pure."""
