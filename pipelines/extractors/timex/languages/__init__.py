"""One file of tables a language. Adding a language is adding a file here."""
