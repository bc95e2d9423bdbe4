"""Arguments to calls, errors to messages and exit codes. One module a command."""
