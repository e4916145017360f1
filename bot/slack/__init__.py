"""The door for people: what they type and press comes in here, what Sitrep shows them goes out here."""
