"""Shows a page that changes to whoever asks with the token: HTTP on loopback, server-sent events."""
