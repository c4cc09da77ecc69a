"""Grading: from played notes and a score to verdicts, marks and explained findings."""
