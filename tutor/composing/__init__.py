"""Composing: from a request to a score that keeps every promise of the request."""
