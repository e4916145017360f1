"""What each family of facts changes in an incident; `replay.py` asks them in turn.

Law: a function from the incident and an entry to the incident after it, which decides nothing and refuses nothing.
"""
