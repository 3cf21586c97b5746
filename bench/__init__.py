"""The measurements, one command."""
