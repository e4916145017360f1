"""The workspace from outside: the page in the browser, and the addresses of the people's hands, screens and faults."""
