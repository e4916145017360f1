"""MEMORY: the logbooks, and all that is kept beside them. The only SQL of the house.

Law: nothing is decided here. Rules get values and hand values back; only `engine` begins and ends transactions.
"""
