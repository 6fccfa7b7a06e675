"""Replay of exchanges recorded from a running ZITADEL, against the fake one.

``data/`` holds one compressed file an area; :mod:`tests.golden.recordings` reads them.
"""
