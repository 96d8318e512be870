"""What can go wrong outside the analyzed code; each error is one clear line for the user and exit status 2."""


class ScopelintError(Exception):
    """We could not judge. ``str(error)`` is one line: what, where, what to do."""


class UsageError(ScopelintError):
    """The command line names something that does not exist or does not fit."""


class ConfigError(ScopelintError):
    """A configuration, manifest, rule or baseline file is broken; the message names file, key and fault."""
