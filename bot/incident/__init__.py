"""COORDINATE: what an incident is and what may happen to it.

Pure: no input or output, no clock, no await. State in, facts out.
"""
