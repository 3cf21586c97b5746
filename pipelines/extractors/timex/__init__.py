"""Dates in news prose: found by tables (grammar), anchored (values), and told what they are of (about)."""
