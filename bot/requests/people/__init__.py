"""Who is who: people, by what names they are called, and who would read what is sent somewhere."""
