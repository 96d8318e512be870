"""Facts of many files to one program: names, classes, mapped classes and tables."""

from scopelint.link.linking import link

__all__ = ["link"]
