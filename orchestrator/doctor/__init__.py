"""What can be said of a machine and a project before a run: verdicts on facts that were gathered before."""
