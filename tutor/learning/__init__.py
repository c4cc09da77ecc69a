"""Learning: skills, what a learner has mastered, and what to practise next."""
