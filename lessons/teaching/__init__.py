"""The teacher's side: assignments, the class at a glance, comments, marks."""
