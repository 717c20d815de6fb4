"""What each view shows of the model: pure functions of rows and time, no widgets."""
