"""Past incidents, and which of them helps now: pure, values in and values out.

Law: what a past incident does not say stays unsaid; nothing is made up for a part that is empty. The formula, and
what it was measured on, is in docs/recall.md.
"""
