"""The command line; a module a group of commands, each importing only what it runs."""
