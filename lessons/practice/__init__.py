"""Takes: recorded, graded by a worker, read and learnt from."""
