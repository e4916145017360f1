"""What people see in Slack: messages, cards, forms and buttons as Block Kit."""
