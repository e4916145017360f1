"""Every word that Sitrep says, and the documents made of them."""
