"""Written music: exact time, spelled pitch, immutable scores, and the file formats they travel in."""
