"""What the CLI asks us inside a session: before it edits a file, and before it ends.

All of it saves work and decides nothing: whatever is answered here, and whatever a worker does to the files
that it is answered from, the check after the session is made from what the orchestrator itself knows.
"""
