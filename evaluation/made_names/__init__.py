"""Made zones: a name server on this computer, and domains whose protection of mail is known."""
