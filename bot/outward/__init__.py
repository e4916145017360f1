"""The ways out beside Slack: e-mail, and the house's issue tracker. Each performs for the courier; none is needed."""
