"""What differs between SQLite and PostgreSQL, and how either is reached, waited for and named in errors."""
