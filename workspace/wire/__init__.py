"""What travels between a workspace and its app, how it is read and counted, and what goes wrong with it."""
