"""Drive the real program in a terminal with everything that a person, a terminal and a network may do to it.

``steps`` makes up what is done, ``world`` has the home and the portal it is done to, ``program`` the terminal,
``session`` does it and judges, ``shrink`` finds the shortest way to the same failure.
"""
