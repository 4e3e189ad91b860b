"""Which licence does each component have? Expressions, names and texts in, one settled or open answer out."""

from copyfair.licensing.catalogue import Catalogue, default_catalogue
from copyfair.licensing.identify import identify

__all__ = ["Catalogue", "default_catalogue", "identify"]
