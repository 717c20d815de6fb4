"""What every screen has: the command table, the keymap, the context, dialogs, help and palette."""
