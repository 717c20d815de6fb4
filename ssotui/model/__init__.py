"""The nouns (profiles, tokens, keys, problems): frozen values, standard library only, no I/O.

They are named tuples, not dataclasses: importing ``dataclasses`` and making a dozen of them takes longer than
``ssotui status`` may, and 10,000 profiles are made before the first frame.
"""
