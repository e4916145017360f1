"""How Slack is reached and reaches us: Web API, Socket Mode, HTTP, and the meaning of its errors."""
