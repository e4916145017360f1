"""The way out by e-mail, for executives without Slack: the house's mail server, and the letter that it is handed."""
