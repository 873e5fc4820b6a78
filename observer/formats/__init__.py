"""How dates and numbers are written where Django knows no form of a language, or one with two readings."""
