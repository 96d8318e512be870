"""The nouns of scopelint: plain frozen data that crosses the doors between rooms."""
