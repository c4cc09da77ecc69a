"""Listening: from a recording to the notes that were played."""
