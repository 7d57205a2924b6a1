"""The segment language: a rule tree in JSON, checked, and read for one guest. Pure Python.

``fields`` says what can be asked, ``parse`` turns JSON into a tree or names the fault's path,
``evaluate`` answers for one guest; ``contacts.selectors.segment_compile`` answers for all by SQL.
"""
