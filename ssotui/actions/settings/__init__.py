"""The settings in force, their explanations, and the environments that they define."""
