"""Running the school: one command that starts everything, housekeeping in the worker, and the trust page."""
