"""The sample: a small news site of our own on loopback."""
