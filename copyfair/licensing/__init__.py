"""Which licence does each component have? Expressions, names and texts in, one settled or open answer out."""

from copyfair.licensing.catalogue import Catalogue, default_catalogue
from copyfair.licensing.identify import Kept, identify

__all__ = ["Catalogue", "Kept", "default_catalogue", "identify"]
