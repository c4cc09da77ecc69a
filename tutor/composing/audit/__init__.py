"""Measuring the composer: independent readers, real music to compare with, and the card that tells how it stands."""
