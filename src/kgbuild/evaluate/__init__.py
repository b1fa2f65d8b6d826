"""Judging a graph against gold: what a careful reader finds in the same documents."""
