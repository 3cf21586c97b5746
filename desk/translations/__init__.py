"""What the desk says in other languages: LANGUAGE/LC_MESSAGES/desk.po, gathered by `python -m desk.translations`."""
