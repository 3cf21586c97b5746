"""One module a way in: feeds, sitemaps, list pages, custom sites."""
