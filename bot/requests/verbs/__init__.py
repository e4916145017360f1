"""What each verb does, by the families in which `bot.grammar` reads them: a table each, from intent to reply."""
