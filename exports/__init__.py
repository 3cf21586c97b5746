"""The files that leave: one module a format, each write(rows, folder)."""
