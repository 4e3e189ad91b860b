"""What is here: components and what files say about their licences."""

from copyfair.inventory.model import Component, Inventory
from copyfair.inventory.read import read

__all__ = ["Component", "Inventory", "read"]
