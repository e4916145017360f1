"""Documents on their way out: a page of HTML or JSON, from what words and story made."""
