"""Facts of many files to one program: names, classes, mapped classes and tables."""

from scopelint.link.linking import link
from scopelint.link.usage import Usage, path_of

__all__ = ["Usage", "link", "path_of"]
