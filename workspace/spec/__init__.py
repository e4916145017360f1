"""What Slack allows, as data with its sources, and the types that this data gets."""
