"""What a workspace is and what may happen in it: people, conversations, messages, files, forms, the app itself."""
