"""Gathers what `orchestrate doctor` judges: every probe is bounded in time, and none of them writes."""
