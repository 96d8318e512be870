"""Facts of many files to one program: names, classes, mapped classes and tables."""

from scopelint.link.linking import link
from scopelint.link.usage import Usage

__all__ = ["Usage", "link"]
