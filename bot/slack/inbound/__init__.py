"""What comes in from Slack: commands, events, interactions, and how each is answered within its three seconds."""
