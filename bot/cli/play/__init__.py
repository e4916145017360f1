"""A story that plays in front of the page in the browser, and in which anybody can be played by whoever sits there."""
