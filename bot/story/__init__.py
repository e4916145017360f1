"""EXPLAIN: what the logbook tells, and to whom.

Pure: an incident and a time in, values out. The wording is in templates/; here is decided what is said.
"""
