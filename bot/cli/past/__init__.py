"""The commands that bring in what Sitrep did not see, and ask what was like something."""
