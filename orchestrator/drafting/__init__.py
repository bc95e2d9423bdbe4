"""From a free description to a plan: one session proposes the files, and we believe nothing of it."""
