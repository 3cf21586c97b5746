"""The wire: fetches what is due and yields records. Imports neither store nor pipelines."""
