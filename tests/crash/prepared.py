"""What each life would prepare for itself: its templates, compiled. To be imported before lives are forked."""

from bot.render.words import Words

Words().prepare()
