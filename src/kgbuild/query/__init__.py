"""Asking a graph: saved queries, their parameters, and what comes back."""
