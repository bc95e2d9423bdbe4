"""A first plan and configuration for a repository, with checks that it already has. Pure."""
