"""Whether Slack is heard, and since when not: states and events as values, and the one place that all doors share."""
