"""The sample newsroom: a small news site of our own on loopback, with its articles and its server.

It is what `make run` shows where no source can be reached, and the tests' newsroom. It imports nothing of
ours, as an outlet would not.
"""
