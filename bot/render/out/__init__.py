"""Documents on their way out, each kind of file a module: a web page, PDF, picture, e-mail, canvas or JSON."""
