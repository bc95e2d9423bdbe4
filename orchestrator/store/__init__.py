"""State on disk: the database, the lock and the folders of `.orchestrator`."""
