"""What is worth a word in a plan without being wrong, and what of it can be mended mechanically. Pure."""
