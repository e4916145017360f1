"""The way out to the house's issue tracker: follow-ups stand there as well, and what becomes of them there is heard."""
