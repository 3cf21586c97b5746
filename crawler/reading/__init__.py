"""How one page is read: a module a field, all of them looking at the same parsed `Sheet`. `crawler.pages` is the way in."""
