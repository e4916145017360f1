"""What can be pressed instead of typed: what fits at this moment, and the people of a group."""
