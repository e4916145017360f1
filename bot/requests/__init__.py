"""What people ask of Sitrep, whichever door they came through, and what they are answered."""
