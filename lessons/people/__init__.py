"""Who is who: users, classrooms, join codes, and who may see what."""
