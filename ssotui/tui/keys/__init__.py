"""The Keys screen and every way out: copy, write, shell, console, for one row and for many."""
