"""What we tell others by ourselves: signed webhooks, and chat and mail through Apprise; behind the address guard."""
