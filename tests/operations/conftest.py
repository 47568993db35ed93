"""The browser of the report's tests."""

from tests.reporting.conftest import browser, look

__all__ = ["browser", "look"]
