"""The ways out beside Slack: e-mail, which performs for the courier and is not needed."""
