"""The parts of every screen: the command table, the keymap, the context, dialogs, help and palette."""
