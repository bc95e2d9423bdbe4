"""Tells a person who is not looking at the terminal."""
