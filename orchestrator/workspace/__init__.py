"""The project's files as they were and as they are: what changed, what may not, and putting it back."""
