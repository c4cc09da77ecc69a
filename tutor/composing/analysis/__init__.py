"""What a musician says of an exercise: harmony, cadences, form, motifs, compass and skills, from its notes."""
