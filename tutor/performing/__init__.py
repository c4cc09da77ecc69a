"""Performing: from a score to sound, with or without labelled slips."""
