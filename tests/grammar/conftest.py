"""Properties are tried on machines that do other things as well; how soon a line is read has a test of its own."""

from hypothesis import settings

settings.register_profile("busy machine", deadline=None)
settings.load_profile("busy machine")
