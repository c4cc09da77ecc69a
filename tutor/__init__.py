"""Etude's engine: composes, performs, listens, grades and explains. Knows no web framework."""
