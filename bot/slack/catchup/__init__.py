"""Reading again what a gap in the stream of events hid, and what is still done of it."""
