"""The built-in portal and its sample home: ``ssotui --demo`` runs on them, and the tests do."""
