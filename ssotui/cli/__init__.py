"""The command line, a module for each command: parse, call one action, print. ``shell`` holds what shells evaluate."""
