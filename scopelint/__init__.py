"""scopelint proves that every SQL statement of a multi-tenant Python service stays inside one tenant."""

__version__ = "0.1.0"
