"""Tests and gates that a diff makes weaker: what was lost, skipped, lowered or silenced. Pure.

It reads lines, not syntax trees: all that a diff shows. The limits that follow from it: a string over many
lines is told from code only when its beginning or end is in sight; an assertion that stays but demands less,
a test that returns early, and a command that hides its failure in another program are not seen. Where the
evidence is ambiguous, it says nothing: an honest refactoring must not cost an attempt.
"""
