"""Exercises: asked for, composed by a worker, kept, recomposed and heard."""
